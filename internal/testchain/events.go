package testchain

import (
	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Events returns the typed events of one kind, in order.
func Events[E proto.Message](events []abci.Event) []E {
	var found []E
	for _, e := range events {
		m, err := sdk.ParseTypedEvent(withoutMode(e))
		if err != nil {
			continue // an untyped event of the SDK
		}
		if one, ok := m.(E); ok {
			found = append(found, one)
		}
	}
	return found
}

// withoutMode removes the attribute with which the SDK marks events of blocks, and which is no field.
func withoutMode(e abci.Event) abci.Event {
	kept := abci.Event{Type: e.Type}
	for _, a := range e.Attributes {
		if a.Key != "mode" && a.Key != "msg_index" {
			kept.Attributes = append(kept.Attributes, a)
		}
	}
	return kept
}
