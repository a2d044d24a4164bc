package wallet

import (
	"encoding/hex"
	"fmt"
	"path/filepath"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/weights"
)

// Promise is a weight row that was committed and is to be revealed: without its salt the commitment is worthless.
type Promise struct {
	ChainID string   `json:"chain_id"`
	Netuid  uint32   `json:"netuid"`
	Hotkey  string   `json:"hotkey"`
	UIDs    []uint32 `json:"uids"`
	Weights []uint32 `json:"weights"`
	Version uint64   `json:"version"`
	Salt    []byte   `json:"salt"`
	Epoch   uint64   `json:"epoch"` // the one that ran when it was committed
}

// Hash returns the commitment; the error says that the hotkey is no address.
func (p Promise) Hash() ([weights.HashSize]byte, error) {
	hotkey, err := sdk.AccAddressFromBech32(p.Hotkey)
	if err != nil {
		return [weights.HashSize]byte{}, fmt.Errorf("hotkey %q: %w", p.Hotkey, err)
	}
	return weights.Commitment{
		ChainID: p.ChainID, Netuid: p.Netuid, Hotkey: hotkey, UIDs: p.UIDs, Weights: p.Weights, Version: p.Version, Salt: p.Salt,
	}.Hash(), nil
}

func (w *Wallet) promises() string { return filepath.Join(w.path, "promises") }

func (w *Wallet) promiseFile(p Promise) (string, error) {
	hash, err := p.Hash()
	return filepath.Join(w.promises(), hex.EncodeToString(hash[:])+".json"), err
}

// Keep stores a promise, before its commitment is sent.
func (w *Wallet) Keep(p Promise) error {
	path, err := w.promiseFile(p)
	if err != nil {
		return err
	}
	return writeJSON(path, p)
}

// Forget removes a promise that has been kept or cannot be any more.
func (w *Wallet) Forget(p Promise) error {
	path, err := w.promiseFile(p)
	if err != nil {
		return err
	}
	return remove(path)
}

// Promises returns what the hotkey still has to reveal in a subnet of a chain, in no particular order.
func (w *Wallet) Promises(chainID string, netuid uint32, hotkey string) ([]Promise, error) {
	all, err := names(w.promises(), ".json")
	if err != nil {
		return nil, err
	}
	var found []Promise
	for _, name := range all {
		var p Promise
		if err := readJSON(filepath.Join(w.promises(), name+".json"), &p); err != nil {
			return nil, err
		}
		if p.ChainID == chainID && p.Netuid == netuid && p.Hotkey == hotkey {
			found = append(found, p)
		}
	}
	return found, nil
}
