package ensemble

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tianwang-net/tianwang/compose"
	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/voucher"
)

// Contributor is a miner that had to do with an answer.
type Contributor struct {
	Netuid   uint32 `json:"netuid"`
	UID      uint32 `json:"uid"`
	Hotkey   string `json:"hotkey"`
	Requests int    `json:"requests"` // that it answered
	Share    uint64 `json:"share"`    // of compose.Whole; 0 for copies and for who added nothing
}

// Answer is a composed answer in one piece.
type Answer struct {
	Kind         Kind
	Body         []byte        // JSON, in the form of the endpoint, with a field "tianwang"
	Contributors []Contributor // by netuid and uid; their shares add up to compose.Whole
}

// HeaderContributors names those who have a share.
const HeaderContributors = "X-Tianwang-Contributors"

// Header returns the value of HeaderContributors: "netuid/uid=share" for each miner with a share, the largest first.
func (a *Answer) Header() string {
	var parts []string
	for _, c := range slices.SortedStableFunc(slices.Values(a.Contributors), func(a, b Contributor) int { return cmp.Compare(b.Share, a.Share) }) {
		if c.Share > 0 {
			parts = append(parts, fmt.Sprintf("%d/%d=%d", c.Netuid, c.UID, c.Share))
		}
	}
	return strings.Join(parts, ", ")
}

// Divide returns what each subnet gets of an amount in rao that an answer cost, by the shares of its miners and to the
// rao: what the next voucher grows by. It is in the order of netuids, without zeros.
func (a *Answer) Divide(amount uint64) []voucher.Spend {
	weights := map[uint32]uint64{}
	var netuids []uint32
	for _, c := range a.Contributors {
		if _, known := weights[c.Netuid]; !known {
			netuids = append(netuids, c.Netuid)
		}
		weights[c.Netuid] += c.Share
	}
	slices.Sort(netuids)
	parts := make([]uint64, len(netuids))
	for i, n := range netuids {
		parts[i] = weights[n]
	}
	var out []voucher.Spend
	for i, part := range fixed.Apportion(amount, parts) {
		if part > 0 {
			out = append(out, voucher.Spend{Netuid: netuids[i], Amount: part})
		}
	}
	return out
}

// finish orders contributors, joins those that are named more than once, and writes who they are into the body.
func finish(kind Kind, body []byte, all []Contributor) (*Answer, error) {
	slices.SortStableFunc(all, func(a, b Contributor) int {
		return cmp.Or(cmp.Compare(a.Netuid, b.Netuid), cmp.Compare(a.UID, b.UID))
	})
	a := &Answer{Kind: kind}
	for _, c := range all {
		if n := len(a.Contributors); n > 0 && a.Contributors[n-1].Hotkey == c.Hotkey && a.Contributors[n-1].Netuid == c.Netuid {
			a.Contributors[n-1].Requests += c.Requests
			a.Contributors[n-1].Share += c.Share
			continue
		}
		a.Contributors = append(a.Contributors, c)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, fmt.Errorf("composed answer: %w", err)
	}
	said, err := json.Marshal(map[string]any{"composition": kind, "contributors": a.Contributors})
	if err != nil {
		return nil, err
	}
	fields["tianwang"] = said
	a.Body, err = json.Marshal(fields)
	return a, err
}

// scale makes the shares of contributors parts of a share, to the last unit.
func scale(all []Contributor, share uint64) []Contributor {
	weights := make([]uint64, len(all))
	for i, c := range all {
		weights[i] = c.Share
	}
	out := slices.Clone(all)
	for i, part := range fixed.Apportion(share, weights) {
		out[i].Share = part
	}
	return out
}

// evenly divides the whole into n shares.
func evenly(n int) []uint64 { return fixed.Apportion(compose.Whole, slices.Repeat([]uint64{1}, n)) }

// composedID draws the id of an answer.
func composedID() string { return "chatcmpl-" + wire.NewID().String() }

// chatBody is a chat completion with a text.
func chatBody(model, text string, created int64, asked string) ([]byte, error) {
	return json.Marshal(openai.ChatResponse{
		ID: composedID(), Object: openai.ObjectChat, Created: created, Model: model,
		Choices: []openai.ChatChoice{{
			Message: openai.Message{Role: openai.RoleAssistant, Content: openai.Content(text)}, FinishReason: openai.FinishStop,
		}},
		Usage: usage(asked, text),
	})
}

// usage counts words, as built-in models do.
func usage(asked, said string) *openai.Usage {
	p, c := len(strings.Fields(asked)), len(strings.Fields(said))
	return &openai.Usage{PromptTokens: p, CompletionTokens: c, TotalTokens: p + c}
}
