package explorer

import (
	"context"
	"fmt"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
)

// How the index is held against the chain: every so many blocks, so many accounts and as many hotkeys, one after the other
// until it begins anew.
const (
	verifyEvery = 50
	verifyMany  = 8
)

// Verification is what came of comparing the index with the node, since the program began.
type Verification struct {
	Height   uint64 `json:"height"`   // of the latest comparison, 0 before the first
	Compared uint64 `json:"compared"` // balances and stakes so far
	Drift    uint64 `json:"drift"`    // of these, how many differed
	First    string `json:"first,omitempty"`
}

// verifier remembers where it is.
type verifier struct {
	accounts, hotkeys string // where the next comparison begins
	done              Verification
}

// Verified says what came of comparing the index with the chain.
func (f *Follower) Verified() Verification {
	if v := f.verified.Load(); v != nil {
		return *v
	}
	return Verification{}
}

// verify compares some balances and stakes of the index with what the node says at the height of the index. A node that does
// not know that height any more is not asked: an index that is far behind is compared when it is there.
func (f *Follower) verify(ctx context.Context, v *verifier) {
	height := f.height.Load()
	if height < v.done.Height+verifyEvery || f.top.Load() > height {
		return
	}
	at := client.AtHeight(ctx, height)
	if err := f.compare(at, v); err != nil {
		if ctx.Err() == nil {
			f.log.Debug("the index could not be compared", "height", height, "err", err)
		}
		return
	}
	v.done.Height = height
	done := v.done
	f.verified.Store(&done)
}

func (f *Follower) compare(ctx context.Context, v *verifier) error {
	accounts, err := f.store.AccountsAfter(ctx, v.accounts, verifyMany)
	if err != nil {
		return err
	}
	hotkeys, err := f.store.HotkeysAfter(ctx, v.hotkeys, verifyMany)
	if err != nil {
		return err
	}
	v.accounts, v.hotkeys = "", ""
	for _, a := range accounts {
		r, err := banktypes.NewQueryClient(f.client).Balance(ctx, &banktypes.QueryBalanceRequest{Address: a.Address, Denom: tianwang.Denom})
		if err != nil {
			return err
		}
		f.hold(v, "balance of "+a.Address, a.Rao, r.Balance.Amount.Uint64())
	}
	for _, h := range hotkeys {
		r, err := stakev1.NewQueryClient(f.client).Hotkey(ctx, &stakev1.QueryHotkeyRequest{Hotkey: h.Address})
		if err != nil {
			return err
		}
		f.hold(v, "stake on "+h.Address, h.Rao, r.Hotkey.Stake)
	}
	if len(accounts) == verifyMany {
		v.accounts = accounts[len(accounts)-1].Address
	}
	if len(hotkeys) == verifyMany {
		v.hotkeys = hotkeys[len(hotkeys)-1].Address
	}
	return nil
}

// hold holds an amount of the index against that of the chain.
func (f *Follower) hold(v *verifier, what string, index, chain uint64) {
	v.done.Compared++
	if index == chain {
		return
	}
	v.done.Drift++
	if v.done.First == "" {
		v.done.First = fmt.Sprintf("block %d: the %s is %d in the index and %d on the chain", f.height.Load(), what, index, chain)
	}
	f.log.Error("the index and the chain differ, remove the index to have it made anew", "height", f.height.Load(), "what", what, "index", index, "chain", chain)
}
