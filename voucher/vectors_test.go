package voucher_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/voucher"
)

var update = flag.Bool("update", false, "rewrite testdata/vectors.json")

// vectors is the form of testdata/vectors.json, which docs/spec/voucher.md describes for implementers.
type vectors struct {
	Key      vectorKey `json:"key"`
	Vouchers []vector  `json:"vouchers"`
	Refused  []refusal `json:"refused"`
	Since    []since   `json:"since"`
}

type vectorKey struct {
	Private string `json:"private"`
	Public  string `json:"public"`
}

// vector is one voucher: what it says, what is signed, and its text.
type vector struct {
	Name string `json:"name"`
	voucher.Voucher
	Bytes     string `json:"bytes"`     // hexadecimal
	Signature string `json:"signature"` // hexadecimal
	Text      string `json:"text"`
}

// refusal is a text that must be refused: as malformed, or because it is not signed by the key.
type refusal struct {
	Name string `json:"name"`
	Text string `json:"text"`
	As   string `json:"as"` // "form" or "signature"
}

// since is what a voucher adds to spends before it; Lower says that it must be refused.
type since struct {
	Before []voucher.Spend `json:"before"`
	Now    []voucher.Spend `json:"now"`
	Added  []voucher.Spend `json:"added"`
	Lower  bool            `json:"lower,omitempty"`
}

// TestVectors makes every vector anew, compares it with the file, and holds the code against what the file says.
func TestVectors(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "vectors.json")
	made := makeVectors(t)
	if *update {
		b, err := json.MarshalIndent(made, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(b, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var stored vectors
	if err := json.Unmarshal(b, &stored); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made, stored); diff != "" {
		t.Errorf("vectors differ (-made +stored):\n%s", diff)
	}
	public, err := hex.DecodeString(stored.Key.Public)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range stored.Vouchers {
		v.verify(t, public)
	}
	for _, r := range stored.Refused {
		s, err := voucher.Parse(r.Text)
		if err == nil {
			err = s.Verify(public)
		}
		if want := map[string]error{"form": voucher.ErrForm, "signature": voucher.ErrSignature}[r.As]; want == nil || !errors.Is(err, want) {
			t.Errorf("%s: %v, want %s", r.Name, err, r.As)
		}
	}
	for _, s := range stored.Since {
		added, err := voucher.Voucher{Spent: s.Now}.Since(s.Before)
		if diff := cmp.Diff(s.Added, added); diff != "" || s.Lower != errors.Is(err, voucher.ErrLower) {
			t.Errorf("%v after %v: %v\n%s", s.Now, s.Before, err, diff)
		}
	}
}

func (v vector) verify(t *testing.T, public []byte) {
	t.Helper()
	s, err := voucher.Parse(v.Text)
	if err != nil {
		t.Errorf("%s: %v", v.Name, err)
		return
	}
	if err := s.Verify(public); err != nil {
		t.Errorf("%s: %v", v.Name, err)
	}
	if diff := cmp.Diff(v.Voucher, s.Voucher); diff != "" || hex.EncodeToString(s.Bytes()) != v.Bytes || hex.EncodeToString(s.Signature) != v.Signature {
		t.Errorf("%s: %x, signature %x\n%s", v.Name, s.Bytes(), s.Signature, diff)
	}
}

func makeVectors(t *testing.T) vectors {
	t.Helper()
	type spends = []voucher.Spend
	out := vectors{Key: vectorKey{hex.EncodeToString(payer.private.Serialize()), hex.EncodeToString(payer.public())}}
	for _, c := range []struct {
		name, chain string
		channel     uint64
		spent       spends
	}{
		{"one subnet", "tianwang-1", 1, spends{{1, 2_000_000}}},
		{"later", "tianwang-1", 1, spends{{1, 2_500_000}, {7, 1}}},
		{"another channel", "tianwang-1", 2, spends{{1, 2_500_000}, {7, 1}}},
		{"another chain", "天网", 2, spends{{1, 2_500_000}, {7, 1}}},
		{"largest numbers", strings.Repeat("x", voucher.MaxChainID), math.MaxUint64, spends{{math.MaxUint32, math.MaxUint64}}},
		{"most subnets", "tianwang-1", 3, ascending()},
	} {
		s := sign(t, voucher.Voucher{ChainID: c.chain, Channel: c.channel, Spent: c.spent}, payer)
		out.Vouchers = append(out.Vouchers, vector{c.name, s.Voucher, hex.EncodeToString(s.Bytes()), hex.EncodeToString(s.Signature), s.String()})
	}
	first, second := sign(t, out.Vouchers[0].Voucher, payer), sign(t, out.Vouchers[1].Voucher, payer)
	with := func(v voucher.Voucher, signature []byte) string {
		return voucher.Signed{Voucher: v, Signature: signature}.String()
	}
	wrong := func(spent ...voucher.Spend) string {
		v := voucher.Voucher{ChainID: "tianwang-1", Channel: 1, Spent: spent}
		return with(v, must(payer.Sign(v.Bytes())))
	}
	mallory := sign(t, first.Voucher, newKey("mallory"))
	out.Refused = []refusal{
		{"signed by another key", mallory.String(), "signature"},
		{"signature of an earlier voucher", with(second.Voucher, first.Signature), "signature"},
		{"high s", with(first.Voucher, append(append([]byte{}, first.Signature[:32]...), highS(first.Signature)...)), "signature"},
		{"padding", first.String() + "=", "form"},
		{"cut", first.String()[:len(first.String())-2], "form"},
		{"nothing spent", wrong(), "form"},
		{"netuid 0", wrong(voucher.Spend{Netuid: 0, Amount: 1}), "form"},
		{"0 rao", wrong(voucher.Spend{Netuid: 1, Amount: 0}), "form"},
		{"twice the same subnet", wrong(voucher.Spend{Netuid: 1, Amount: 1}, voucher.Spend{Netuid: 1, Amount: 2}), "form"},
		{"not in order", wrong(voucher.Spend{Netuid: 2, Amount: 1}, voucher.Spend{Netuid: 1, Amount: 1}), "form"},
		{"sum beyond 64 bits", wrong(voucher.Spend{Netuid: 1, Amount: math.MaxUint64}, voucher.Spend{Netuid: 2, Amount: 1}), "form"},
		{"too many subnets", wrong(append(ascending(), voucher.Spend{Netuid: 1000, Amount: 1})...), "form"},
	}
	out.Since = []since{
		{nil, first.Spent, first.Spent, false},
		{first.Spent, first.Spent, nil, false},
		{first.Spent, second.Spent, spends{{1, 500_000}, {7, 1}}, false},
		{second.Spent, first.Spent, nil, true},
		{spends{{1, 5}, {2, 5}}, spends{{1, 9}, {2, 4}}, nil, true},
		{spends{{1, 5}}, spends{{2, 50}}, nil, true},
	}
	return out
}

// ascending are spends in as many subnets as there can be.
func ascending() []voucher.Spend {
	all := make([]voucher.Spend, voucher.MaxSpends)
	for i := range all {
		all[i] = voucher.Spend{Netuid: uint32(i*i + 1), Amount: uint64(1) << i}
	}
	return all
}
