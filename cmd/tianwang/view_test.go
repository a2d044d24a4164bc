package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/tianwang-net/tianwang/tokenomics"
)

// sample is one of everything that can be shown.
func sample() []part {
	t := newTable("neurons", "none", "uid", "stake", "trust", "axon", "secret_column")
	t.head("stake", "STAKE (TAO)")
	t.head("secret_column", "")
	t.add(uint32(0), tao(4_500_000_000), share(65535), text("http://h:1"), uint64(7))
	t.add(uint32(12), tao(10*tokenomics.RaoPerTAO+1), share(1), text(""), uint64(8))
	return []part{
		line("subnet 1, 天网"),
		hidden{{"netuid", 1}},
		record{{"pending", tao(5)}},
		record{{"next_epoch_block", uint64(9)}, {"owner", ""}, {"open", yesNo(true)}},
		t,
		record{{"total", tao(0)}},
	}
}

func TestShow_Text(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := (&program{out: &out}).show(sample()...); err != nil {
		t.Fatal(err)
	}
	want := strings.TrimPrefix(`
subnet 1, 天网
  pending           0.000000005 TAO
  next epoch block  9
  owner             -
  open              yes

UID   STAKE (TAO)    TRUST  AXON
  0   4.500000000  1.00000  http://h:1
 12  10.000000001  0.00002  -

  total  0 TAO
`, "\n")
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestShow_JSON(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := &program{out: &out}
	p.flags.json = true
	if err := p.show(sample()...); err != nil {
		t.Fatal(err)
	}
	want := `{"ok":true,"data":{"netuid":1,"pending":"0.000000005","next_epoch_block":9,"owner":"","open":true,"neurons":[` +
		`{"uid":0,"stake":"4.5","trust":65535,"axon":"http://h:1","secret_column":7},` +
		`{"uid":12,"stake":"10.000000001","trust":1,"axon":"","secret_column":8}],"total":"0"}}` + "\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestShow_EmptyTable(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := &program{out: &out}
	if err := p.show(newTable("stakes", "no stake", "hotkey")); err != nil || out.String() != "no stake\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
	out.Reset()
	p.flags.json = true
	if err := p.show(newTable("stakes", "no stake", "hotkey")); err != nil || out.String() != `{"ok":true,"data":{"stakes":[]}}`+"\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// TestFinish_PartialResult wants one JSON object even where there is both a result and an error.
func TestFinish_PartialResult(t *testing.T) {
	t.Parallel()
	var out, errOut bytes.Buffer
	p := &program{out: &out, errOut: &errOut, running: true}
	p.flags.json = true
	err := &partial{fail(codeDiffers, "1 file differs"), []part{record{{"failed", 1}}}}
	if got := p.finish(nil, nil, err); got != exitInternal {
		t.Errorf("status %d", got)
	}
	var e struct {
		OK    bool
		Data  map[string]any
		Error failure
	}
	if err := json.Unmarshal(out.Bytes(), &e); err != nil || e.OK || e.Data["failed"] != 1.0 || e.Error.Code != codeDiffers {
		t.Errorf("%s, %v", out.String(), err)
	}
	if errOut.Len() > 0 {
		t.Errorf("beside the JSON: %s", errOut.String())
	}
}

func TestPages_ReadsToTheEnd(t *testing.T) {
	t.Parallel()
	pagesOf := map[string][]int{"": {1, 2}, "b": {3}, "c": {}, "d": {4}}
	next := map[string]string{"": "b", "b": "c", "c": "d"}
	got, err := pages(func(p *query.PageRequest) ([]int, *query.PageResponse, error) {
		return pagesOf[string(p.Key)], &query.PageResponse{NextKey: []byte(next[string(p.Key)])}, nil
	})
	if err != nil || !cmp.Equal(got, []int{1, 2, 3, 4}) {
		t.Errorf("%v, %v", got, err)
	}
	broken := errors.New("broken")
	if got, err := pages(func(*query.PageRequest) ([]int, *query.PageResponse, error) { return nil, nil, broken }); !errors.Is(err, broken) || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}
