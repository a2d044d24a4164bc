package node

import (
	"testing"
	"time"
)

// TestCapacity holds what blocks and what waits for them against the rate that a chain shall carry: 300 transfers a second, for each
// of which a wallet allows 85,000 gas, with two seconds to run a block.
func TestCapacity(t *testing.T) {
	t.Parallel()
	const rate, gas, run = 300, 85_000, 2 * time.Second
	for _, c := range []struct {
		pause time.Duration
		rules Rules
		waits int
	}{
		{time.Second, LocalRules(), 5000},
		{12 * time.Second, PublicRules(), 9600},
	} {
		need := int(rate * (c.pause + run) / time.Second)
		if fit := int(c.rules.consensusParams().Block.MaxGas) / gas; fit < need {
			t.Errorf("a block each %s has room for %d transfers, %d come", c.pause, fit, need)
		}
		m := Home(t.TempDir()).cometConfig(Settings{BlockTime: c.pause}).Mempool
		if m.Size != c.waits || m.Size < 2*need || m.CacheSize < m.Size {
			t.Errorf("a mempool before a block each %s has room for %d transactions, and remembers %d", c.pause, m.Size, m.CacheSize)
		}
	}
}
