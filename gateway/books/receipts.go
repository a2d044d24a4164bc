package books

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tianwang-net/tianwang/gateway/ledger"
)

// Receipt is what the books know of one request, and nothing of what was asked and answered.
type Receipt struct {
	ID    string `json:"id"`    // as the answer's header names it
	Begun int64  `json:"begun"` // Unix seconds
	Key   string `json:"key"`   // id of the key that asked
	Name  string `json:"name"`  // of the key
	Model string `json:"model"`
	// Netuid is the subnet of the model, 0 of a composed one.
	Netuid uint32 `json:"netuid"`
	State  string `json:"state"`          // "open" until the request has ended, and then how: as a ledger.End says
	Code   string `json:"code,omitempty"` // of the error that the user was told

	Miner        string `json:"miner,omitempty"`        // hotkey of who answered, or broke off
	Contributors string `json:"contributors,omitempty"` // to a composed answer: NETUID/UID=SHARE, the greatest share first
	Attempts     int    `json:"attempts"`               // miners asked

	In        uint64 `json:"bytes_in"`
	Out       uint64 `json:"bytes_out"`
	TokensIn  uint64 `json:"tokens_in,omitempty"` // as the answer's usage says, which is the miner's word
	TokensOut uint64 `json:"tokens_out,omitempty"`
	// Overstated says that the answer's usage names more tokens than there can be in the bytes that were delivered.
	Overstated bool   `json:"overstated,omitempty"`
	First      int64  `json:"first_ms,omitempty"` // until the first byte of the answer
	Took       int64  `json:"took_ms,omitempty"`  // until the end
	Cost       uint64 `json:"cost_rao,string"`
}

// unseen is how many tokens of an answer need no byte: marks of its beginning and end.
const unseen = 8

// stateText is the state of a receipt whose request is under way.
const stateText = "open"

// Wanted chooses receipts of a channel. Zero values choose all.
type Wanted struct {
	Channel uint64
	ID      string // of the request
	Key     string // id of the key that asked
	Model   string
	Failed  bool // only of requests that were not charged for a failure
	Before  Mark // only what began before
	Limit   int  // at most so many
}

// Mark is a place in the list of receipts: that of one request.
type Mark struct {
	Begun int64
	ID    string
}

// String is the text of a mark.
func (m Mark) String() string { return fmt.Sprintf("%d-%s", m.Begun, m.ID) }

// ReadMark reads the text of a mark; "" is the beginning of the list.
func ReadMark(text string) (m Mark, err error) {
	if text == "" {
		return m, nil
	}
	begun, id, _ := strings.Cut(text, "-")
	if _, err = fmt.Sscanf(begun, "%d", &m.Begun); err != nil || id == "" || m.Begun <= 0 {
		return m, fmt.Errorf("mark %q: one that a list ended with is needed", text)
	}
	m.ID = id
	return m, nil
}

// ErrNoReceipt says that a request is not known, or not any more, or is not of this channel or key.
var ErrNoReceipt = errors.New("no such request")

// Receipts returns the receipts of a channel's requests, the latest first.
func (b *Books) Receipts(ctx context.Context, w Wanted) ([]Receipt, error) {
	return list(ctx, b, scanReceipt, `SELECT r.id, r.begun, r.key_id, k.name, r.model, r.netuid, r.state, r.ending, r.code, r.miner, r.contributors,
			r.attempts, r.bytes_in, r.bytes_out, r.tokens_in, r.tokens_out, r.first_ms, r.took_ms, r.cost
		FROM reservations r JOIN api_keys k ON k.id = r.key_id
		WHERE r.channel = $1 AND ($2 = '' OR r.id = $2) AND ($3 = '' OR r.key_id = $3) AND ($4 = '' OR r.model = $4)
			AND ($5 = 0 OR r.state <> 0 AND r.ending IN ($6, $7))
			AND ($8 = 0 OR r.begun < $8 OR r.begun = $8 AND r.id < $9)
		ORDER BY r.begun DESC, r.id DESC LIMIT $10`,
		w.Channel, w.ID, w.Key, w.Model, number(w.Failed), int(ledger.Failed), int(ledger.Abandoned), w.Before.Begun, w.Before.ID, w.Limit)
}

// Receipt returns the receipt of one request of a channel, and of a key if it is named; the error is [ErrNoReceipt].
func (b *Books) Receipt(ctx context.Context, channel uint64, key, id string) (Receipt, error) {
	all, err := b.Receipts(ctx, Wanted{Channel: channel, Key: key, ID: id, Limit: 1})
	switch {
	case err != nil:
		return Receipt{}, err
	case id == "" || len(all) == 0:
		return Receipt{}, fmt.Errorf("%w: %q; receipts are kept for %s", ErrNoReceipt, id, b.cfg.Keep)
	}
	return all[0], nil
}

func scanReceipt(s scanner) (r Receipt, err error) {
	var state int
	var end ledger.End
	err = s.Scan(&r.ID, &r.Begun, &r.Key, &r.Name, &r.Model, &r.Netuid, &state, &end, &r.Code, &r.Miner, &r.Contributors,
		&r.Attempts, &r.In, &r.Out, &r.TokensIn, &r.TokensOut, &r.First, &r.Took, &r.Cost)
	if r.State = stateText; state != stateOpen {
		r.State = end.String()
	}
	r.Overstated = r.TokensOut > r.Out+unseen
	return r, err
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
