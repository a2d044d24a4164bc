package yuma_test

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/yuma"
)

// FuzzRow packs and unpacks.
func FuzzRow(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 0, 255, 255, 0, 0, 0, 0, 7})
	f.Fuzz(func(t *testing.T, data []byte) {
		row := yuma.Row(data)
		entries := row.Entries()
		if len(entries) != row.Len() || row.Len() != len(data)/4 {
			t.Fatalf("%d bytes are %d entries and %d", len(data), len(entries), row.Len())
		}
		for k, e := range entries {
			if row.At(k) != e {
				t.Fatalf("entry %d is %v and %v", k, row.At(k), e)
			}
		}
		if again := yuma.Pack(entries...); string(again) != string(data[:len(data)/4*4]) {
			t.Fatalf("% x, packed again % x", data, again)
		}
	})
}

// numbers reads an input from the bytes of a fuzzer; behind the last one come zeros.
type numbers struct{ data []byte }

func (b *numbers) next(size int) uint64 {
	var word [8]byte
	n := copy(word[:size], b.data)
	b.data = b.data[n:]
	return binary.LittleEndian.Uint64(word[:])
}

// amount is a number of any length, often 0 or the greatest.
func (b *numbers) amount() uint64 {
	switch kind := b.next(1); {
	case kind < 64:
		return kind
	case kind < 96:
		return 1<<64 - 1
	default:
		return b.next(8) >> (kind % 64)
	}
}

func (b *numbers) row() yuma.Row {
	n := min(int(b.next(1))*4, len(b.data)/4*4)
	row := yuma.Row(b.data[:n])
	b.data = b.data[n:]
	return row
}

// input returns a subnet of at most 12 uids in which nothing needs to make sense but the lengths.
func (b *numbers) input() *yuma.Input {
	n := int(b.next(1) % 13)
	word := func() uint16 { return uint16(b.next(2)) }
	in := &yuma.Input{
		Params: yuma.Params{
			Version: yuma.Version(1 + b.next(1)%5), Kappa: word(), BondsMovingAverage: b.next(4) % 1_000_001,
			MaxAllowedValidators: word(), ActivityCutoff: b.amount(), Rho: word(), Tempo: word(), StakeThreshold: b.amount(),
			RootWeight: b.amount(), BondsPenalty: word(), LiquidAlpha: b.next(1)%2 == 1, AlphaLow: word(), AlphaHigh: word(),
			AlphaSigmoidSteepness: int16(word()),
		},
		Block: b.amount(), LastEpoch: b.amount(), Emission: b.amount(),
	}
	if has := b.next(1); has%2 == 1 {
		owner := word()
		in.Owner = &owner
	}
	for range n {
		in.Stake, in.RootStake = append(in.Stake, b.amount()), append(in.RootStake, b.amount())
		in.Permits = append(in.Permits, b.next(1)%4 > 0)
		in.LastUpdate, in.RegisteredAt = append(in.LastUpdate, b.amount()), append(in.RegisteredAt, b.amount())
		in.CommitAt = append(in.CommitAt, b.amount())
		in.Weights, in.Bonds = append(in.Weights, b.row()), append(in.Bonds, b.row())
	}
	return in
}

// FuzzEpoch wants of any epoch that it ends, that it gives the same again, that it pays all or nothing, and that what it
// stores can be stored.
func FuzzEpoch(f *testing.F) {
	f.Add([]byte{})
	for version := range byte(5) {
		for fill := range 4 {
			data := make([]byte, 600)
			for k := range data {
				data[k] = [...]byte{0, 1, 255, byte(k * 37)}[fill]
			}
			data[0], data[1] = 8, version
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		in := (&numbers{data}).input()
		r := run(t, in)
		checkResult(t, in, r)
		if diff := cmp.Diff(r, run(t, in)); diff != "" {
			t.Fatalf("the same again is not the same: %s", diff)
		}
		in.Bonds, in.Permits = r.Bonds, r.Permits
		checkResult(t, in, run(t, in))
	})
}

func checkResult(t *testing.T, in *yuma.Input, r *yuma.Result) {
	t.Helper()
	server, validator := r.Payout(in.Emission)
	var paid uint64
	var shares fixed.I32F32
	for i := range in.Stake {
		paid += server[i] + validator[i]
		if r.ServerShare[i] < 0 || r.ValidatorShare[i] < 0 {
			t.Fatalf("uid %d: negative share", i)
		}
		if shares += r.ServerShare[i] + r.ValidatorShare[i]; shares > fixed.One && fits(in) {
			t.Fatalf("shares of %d more than everything", shares-fixed.One)
		}
		last := -1
		for _, e := range r.Bonds[i].Entries() {
			ordered := in.Version != yuma.Yuma3 || !in.LiquidAlpha // otherwise rows keep the order of the weights
			if int(e.UID) >= len(in.Stake) && r.Permits[i] || ordered && r.Permits[i] && int(e.UID) <= last {
				t.Fatalf("bonds of %d: %v", i, r.Bonds[i].Entries())
			}
			last = int(e.UID)
		}
	}
	if paid != in.Emission && (paid != 0 || shares != 0) {
		t.Fatalf("%d of %d rao paid", paid, in.Emission)
	}
}

// fits says whether all stake together is a number of 63 bits. A sum beyond that saturates, as in the reference, and parts of
// it are more than the whole; 21 million TAO are far below.
func fits(in *yuma.Input) bool {
	var sum uint64
	for i := range in.Stake {
		for _, s := range []uint64{in.Stake[i], in.RootStake[i]} {
			if sum += min(s, 1<<63); sum >= 1<<63 {
				return false
			}
		}
	}
	return true
}

// FuzzRoot wants of any root epoch that it ends and pays all or nothing.
func FuzzRoot(f *testing.F) {
	f.Add([]byte{})
	for _, fill := range []byte{0, 1, 63, 255} {
		data := make([]byte, 300)
		for k := range data {
			data[k] = fill
		}
		f.Add(append([]byte{3, 4}, data...))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := numbers{data}
		members, networks := int(b.next(1)%9), b.next(1)%9
		in := &yuma.RootInput{
			Kappa: uint16(b.next(2)), Rho: uint16(b.next(2)), RawRows: b.next(1)%2 == 1, Emission: b.amount(),
		}
		for j := range networks {
			in.Netuids = append(in.Netuids, uint16(j*j))
		}
		for range members {
			in.Stake, in.Weights = append(in.Stake, b.amount()), append(in.Weights, b.row())
		}
		var e yuma.Engine
		r, err := e.Root(in)
		if err != nil {
			return
		}
		var paid uint64
		for _, part := range r.Payout(in.Emission) {
			paid += part
		}
		if paid != in.Emission && paid != 0 {
			t.Fatalf("%d of %d rao paid", paid, in.Emission)
		}
	})
}

// TestRun_Bounds runs the smallest and the largest subnets, and rows for uids that do not exist.
func TestRun_Bounds(t *testing.T) {
	t.Parallel()
	for _, v := range yuma.Versions() {
		checkResult(t, &yuma.Input{Params: yuma.Params{Version: v}}, run(t, &yuma.Input{Params: yuma.Params{Version: v}}))
		const n = 1 << 16
		in := &yuma.Input{
			Params: yuma.Params{Version: v, Kappa: 65535, MaxAllowedValidators: 65535}, Emission: 1<<64 - 1,
			Stake: make([]uint64, n), Permits: make([]bool, n), LastUpdate: make([]uint64, n), RegisteredAt: make([]uint64, n),
			Weights: make([]yuma.Row, n), Bonds: make([]yuma.Row, n),
		}
		for i := range n {
			in.Stake[i], in.LastUpdate[i] = 1<<64-1, 1
		}
		in.Permits[n-1] = true
		in.Weights[n-1] = yuma.Pack(yuma.Entry{UID: 0, Value: 65535}, yuma.Entry{UID: n - 2, Value: 1})
		r := run(t, in)
		checkResult(t, in, r)
		if r.Incentive[0] == 0 || r.Dividends[n-1] != 65535 {
			t.Errorf("%s: incentive %d, dividends %d", v, r.Incentive[0], r.Dividends[n-1])
		}
		in.Stake = append(in.Stake, 0)
		if _, err := new(yuma.Engine).Run(in); err == nil {
			t.Errorf("%s: %d uids were not refused", v, n+1)
		}
	}
}
