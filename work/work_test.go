package work

import (
	"context"
	"errors"
	"testing"
)

var puzzle = Puzzle{ChainID: "test-1", Netuid: 3, BlockHash: []byte("hash of a block"), Hotkey: []byte("hotkey")}

func TestSolveAndVerify(t *testing.T) {
	t.Parallel()
	nonce, err := puzzle.Solve(context.Background(), 5000, 0, nil)
	if err != nil || !puzzle.Verify(5000, nonce) {
		t.Fatalf("nonce %d, %v", nonce, err)
	}
	for name, other := range map[string]Puzzle{
		"chain":  {"test-2", 3, puzzle.BlockHash, puzzle.Hotkey},
		"netuid": {"test-1", 4, puzzle.BlockHash, puzzle.Hotkey},
		"block":  {"test-1", 3, []byte("hash of a clock"), puzzle.Hotkey},
		"hotkey": {"test-1", 3, puzzle.BlockHash, []byte("hotkez")},
	} {
		if other.Verify(5000, nonce) {
			t.Errorf("the work holds for another %s as well", name)
		}
	}
}

func TestVerify_Difficulty(t *testing.T) {
	t.Parallel()
	for nonce := range uint64(100) {
		if !puzzle.Verify(0, nonce) || !puzzle.Verify(1, nonce) {
			t.Fatal("difficulty 0 and 1 admit everything")
		}
		if puzzle.Verify(^uint64(0), nonce) {
			t.Fatal("a hundred tries reached the highest difficulty")
		}
	}
	const d = 16
	hits := 0
	for nonce := range uint64(16_000) {
		if puzzle.Verify(d, nonce) {
			hits++
		}
	}
	if hits < 850 || hits > 1150 {
		t.Errorf("%d of 16000 nonces reach difficulty %d, about 1000 were due", hits, d)
	}
}

func TestSolve_Stops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	_, err := puzzle.Solve(ctx, ^uint64(0), 0, func(n uint64) {
		if n > 0 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkSolve(b *testing.B) {
	for i := range b.N {
		puzzle.Verify(1<<20, uint64(i))
	}
}

// FuzzVerify: a seal that is good enough stays so when the work becomes easier, and another subnet is another puzzle.
func FuzzVerify(f *testing.F) {
	f.Add("chain", uint32(1), []byte("block"), []byte("hotkey"), uint64(2), uint64(3))
	f.Add("", uint32(0), []byte{}, []byte{}, uint64(0), ^uint64(0))
	f.Fuzz(func(t *testing.T, chain string, netuid uint32, block, hotkey []byte, difficulty, nonce uint64) {
		p := Puzzle{ChainID: chain, Netuid: netuid, BlockHash: block, Hotkey: hotkey}
		if !p.Verify(1, nonce) {
			t.Error("difficulty 1 refuses a seal")
		}
		if p.Verify(difficulty, nonce) && !p.Verify(difficulty/2, nonce) {
			t.Errorf("nonce %d solves difficulty %d, but not the half of it", nonce, difficulty)
		}
		other := p
		other.Netuid++
		if p.base() == other.base() {
			t.Error("two subnets share a puzzle")
		}
	})
}
