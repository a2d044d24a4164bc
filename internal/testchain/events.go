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
		if e.Type != kind[E]() {
			continue
		}
		m, err := sdk.ParseTypedEvent(withoutMode(e))
		if err != nil {
			panic(err) // the chain made it
		}
		found = append(found, m.(E)) //nolint:forcetypeassert // of that type
	}
	return found
}

// Count returns how many events there are of one kind, without reading them.
func Count[E proto.Message](events []abci.Event) (n int) {
	for _, e := range events {
		if e.Type == kind[E]() {
			n++
		}
	}
	return n
}

// kind is what typed events of a message are called.
func kind[E proto.Message]() string {
	var none E
	return proto.MessageName(none)
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
