package testchain

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Case is a message that must be refused.
type Case struct {
	Name string
	By   *Actor
	Msg  sdk.Msg
	Want error  // a registered error
	Text string // what the refusal must say, for example the height to wait for
}

// Refused holds refusals against the law: a message that costs no fee is refused by the mempool, and in a block by the
// ante handler, with the same error; one that pays is refused in the block, and all that changes is the signer's
// sequence and the fee, which is burned. Everything that is stored is compared with a twin of the chain on which the
// block was empty. All messages go into one block, so that they must not depend on each other.
func (c *Chain) Refused(cases []Case) {
	c.t.Helper()
	var txs [][]byte
	payments := map[*Actor]uint64{}
	for _, k := range cases {
		tx := c.Sign(k.By, payments[k.By], k.Msg)
		txs = append(txs, tx)
		err := c.Check(tx)
		if IsFree(k.Msg) {
			c.refusal("in the mempool", k, err)
			continue
		}
		if err != nil {
			c.t.Errorf("%s: a message that pays is refused in the mempool already: %v", k.Name, err)
		}
		payments[k.By]++
	}
	twin := c.Twin()
	twin.Block()
	before := map[*Actor]uint64{}
	for by := range payments {
		before[by] = c.sequence(by)
	}
	for i, r := range c.Block(txs...) {
		c.refusal("in the block", cases[i], Outcome(r))
	}
	fee := c.fee(Tx{Gas: gasLimit, Msgs: []sdk.Msg{nil}})
	var paid uint64
	mayDiffer := []string{"bank/00", "emission/01"} // the supply, and the ledger with what was burned
	for by, n := range payments {
		paid += n * fee
		a, b := c.Balance(by), twin.Balance(by)
		if a+n*fee != b {
			c.t.Errorf("%s paid %d rao for %d messages, the fee is %d each", by, b-a, n, fee)
		}
		address := hex.EncodeToString(by.Address().Bytes())
		mayDiffer = append(mayDiffer, "acc/01"+address, "bank/02"+fmt.Sprintf("%02x", len(by.Address()))+address)
		if has := c.sequence(by); has != before[by]+n {
			c.t.Errorf("%s: sequence went from %d to %d with %d messages", by, before[by], has, n)
		}
	}
	if got := twin.App().Bank.GetSupply(twin.Context(), "rao").Sub(c.App().Bank.GetSupply(c.Context(), "rao")); got.Amount.Uint64() != paid {
		c.t.Errorf("%s were burned, the fees are %d", got, paid)
	}
	c.onlyDiffer(twin, mayDiffer)
}

func (c *Chain) sequence(of *Actor) uint64 {
	return c.App().Accounts.GetAccount(c.Context(), of.Address()).GetSequence()
}

// refusal checks one error.
func (c *Chain) refusal(where string, k Case, err error) {
	c.t.Helper()
	switch {
	case err == nil:
		c.t.Errorf("%s: accepted %s", k.Name, where)
	case !errors.Is(err, k.Want):
		c.t.Errorf("%s: refused %s with %v, want %v", k.Name, where, err, k.Want)
	case !strings.Contains(err.Error(), k.Text):
		c.t.Errorf("%s: refused %s with %q, which does not say %q", k.Name, where, err, k.Text)
	}
}

// onlyDiffer fails the test if something differs from another chain's content, except under keys with these prefixes.
func (c *Chain) onlyDiffer(other *Chain, prefixes []string) {
	c.t.Helper()
	a, b := c.Content(), other.Content()
	var unexpected []string
	for _, key := range a.Diff(b) {
		allowed := false
		for _, p := range prefixes {
			allowed = allowed || strings.HasPrefix(key, p)
		}
		if !allowed {
			unexpected = append(unexpected, key)
		}
	}
	if len(unexpected) > 0 {
		c.t.Errorf("what is stored differs (with, without the refused messages):\n%s", a.Describe(b, unexpected))
	}
}
