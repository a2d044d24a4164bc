package app_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	"cosmossdk.io/collections"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/epoch"
)

// BenchmarkWorstBlock measures a block in which the epochs of all subnets close, in the middle of their lives: every
// validator has weights for every neuron and bonds in them. The state is written to memory.
func BenchmarkWorstBlock(b *testing.B) {
	for _, size := range [][3]int{{1, 256, 64}, {8, 256, 64}, {32, 256, 64}, {1, 1024, 64}, {1, 4096, 128}} {
		b.Run(fmt.Sprintf("subnets=%d/uids=%d/validators=%d", size[0], size[1], size[2]), func(b *testing.B) {
			c := crowd(b, size[0], size[1], size[2])
			c.Block() // the first epochs make the bonds
			m := meter{}
			for b.Loop() {
				b.StopTimer()
				c.BlocksTo((c.Height()+6)/10*10 + 3) // tempo 10, due in blocks 4, 14, 24 …
				b.StartTimer()
				m.measure(func() { c.Block() })
			}
			m.report(b)
		})
	}
}

// BenchmarkFullMarket measures the blocks of a market as large as the default rules allow, in which all 32 subnets are always
// due: each block closes as many epochs as may be closed in one, and the worst counts.
func BenchmarkFullMarket(b *testing.B) {
	c := testchain.NewSolo(b, func(e *testchain.Editor) {
		e.Crowd(&testchain.Crowd{Subnets: 32, UIDs: 256, Validators: 64, Staked: 100 * tao, Due: 4})
		testchain.Edit(e, epoch.ModuleName, func(g *epochv1.GenesisState) { g.Params = epoch.DefaultParams() })
	})
	c.BlocksTo(4 + 16) // the first epochs make the bonds
	m, worst := meter{}, time.Duration(0)
	for b.Loop() {
		worst = max(worst, m.measure(func() { c.Block() }))
	}
	m.report(b)
	b.ReportMetric(float64(worst.Milliseconds()), "worst-cpu-ms")
}

// meter sums the time of processors, which says more than a clock on a machine that has other work.
type meter struct {
	spent time.Duration
	times int
}

func (m *meter) measure(work func()) time.Duration {
	before := used()
	work()
	spent := used() - before
	m.spent, m.times = m.spent+spent, m.times+1
	return spent
}

func (m *meter) report(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(m.spent.Milliseconds())/float64(m.times), "cpu-ms/op")
}

// each is the average, in microseconds.
func (m *meter) each() float64 { return float64(m.spent.Microseconds()) / float64(m.times) }

// used is the time that processors gave to this program.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkReveals measures a block that is full of revealed rows of 255 weights: as many as its gas lets in.
func BenchmarkReveals(b *testing.B) {
	m := &testchain.Crowd{Subnets: 4, UIDs: 256, Validators: 64, Staked: 100 * tao, Due: 2}
	c := testchain.NewSolo(b, func(e *testchain.Editor) {
		e.Crowd(m)
		testchain.Edit(e, "subnet", func(g *subnetv1.GenesisState) {
			for i := range g.Subnets {
				g.Subnets[i].Subnet.Hyperparams.CommitReveal = true
			}
		})
	})
	c.BlocksTo(12) // the rules of the genesis hold from the second epoch on
	u := meter{}
	for b.Loop() {
		b.StopTimer()
		txs := promised(b, c, m)
		b.StartTimer()
		n := 0
		u.measure(func() {
			for _, r := range c.Block(txs...) {
				if r.Code == 0 {
					n++
				}
			}
		})
		if n == 0 {
			b.Fatal("nothing was revealed")
		}
		b.ReportMetric(float64(n), "reveals/block")
	}
	u.report(b)
}

// promised lets all validators commit, waits for the next epoch, and returns what they reveal then.
func promised(b *testing.B, c *testchain.Chain, m *testchain.Crowd) [][]byte {
	b.Helper()
	var commits, reveals [][]byte
	for _, v := range m.Members {
		if int(v.UID) >= m.Validators {
			continue
		}
		uids, values := m.Row(v)
		r := &weightsv1.MsgRevealWeights{
			Hotkey: v.Hot.String(), Netuid: v.Netuid, Uids: uids, Weights: values, Salt: fmt.Appendf(nil, "salt at height %d", c.Height()),
		}
		hash := weights.Commitment{
			ChainID: testchain.ChainID, Netuid: v.Netuid, Hotkey: v.Hot.Address(), UIDs: uids, Weights: values, Salt: r.Salt,
		}.Hash()
		commit := &weightsv1.MsgCommitWeights{Hotkey: r.Hotkey, Netuid: v.Netuid, Scheme: 1, Hash: hash[:]}
		commits = append(commits, c.Build(testchain.Tx{By: v.Hot, Msgs: msgs(commit)}))
		reveals = append(reveals, c.Build(testchain.Tx{By: v.Hot, Msgs: msgs(r), After: 1}))
	}
	for _, r := range c.Block(commits...) {
		if err := testchain.Outcome(r); err != nil {
			b.Fatal(err)
		}
	}
	c.Blocks(10) // one tempo later it is the next epoch
	return reveals
}

// BenchmarkTransfers measures what a node does for a block of 500 transfers: it admits each to its mempool, looks at each
// again after a block that left it out, and runs them.
func BenchmarkTransfers(b *testing.B) {
	const n = 500
	users := testchain.Actors("user", n)
	c := testchain.NewSolo(b, func(e *testchain.Editor) {
		for _, u := range users {
			e.Grant(u, 100*tao)
		}
	})
	admit, again, run := meter{}, meter{}, meter{}
	for b.Loop() {
		b.StopTimer()
		txs := make([][]byte, n)
		for i, u := range users {
			txs[i] = c.Sign(u, 0, &banktypes.MsgSend{FromAddress: u.String(), ToAddress: users[(i+1)%n].String(), Amount: rao(tao / 1000)})
		}
		b.StartTimer()
		admit.measure(func() { checkAll(b, c, abci.CheckTxType_New, txs) })
		c.Block()
		again.measure(func() { checkAll(b, c, abci.CheckTxType_Recheck, txs) })
		run.measure(func() {
			for _, r := range c.Block(txs...) {
				if err := testchain.Outcome(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.ReportMetric(admit.each()/n, "cpu-us/admission")
	b.ReportMetric(again.each()/n, "cpu-us/recheck")
	b.ReportMetric(run.each()/n, "cpu-us/execution")
}

func checkAll(b *testing.B, c *testchain.Chain, kind abci.CheckTxType, txs [][]byte) {
	b.Helper()
	for _, tx := range txs {
		res, err := c.App().CheckTx(&abci.RequestCheckTx{Tx: tx, Type: kind})
		if err != nil || res.Code != 0 {
			b.Fatal(err, res)
		}
	}
}

// BenchmarkPay measures an epoch whose only neuron has nominators: its cost must not depend on how many.
func BenchmarkPay(b *testing.B) {
	for _, n := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprintf("nominators=%d", n), func(b *testing.B) {
			c := nominated(b, n)
			for b.Loop() {
				endGas(b, c)
			}
			b.ReportMetric(float64(endGas(b, c)), "gas")
		})
	}
}

// BenchmarkTally measures the count of the votes on a proposal by how many accounts voted, each with a position of its own.
func BenchmarkTally(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprintf("votes=%d", n), func(b *testing.B) {
			c := nominated(b, n)
			ctx, gov, m := c.Context(), c.App().Gov, meter{}
			p := govv1.Proposal{Id: 1, Status: govv1.StatusVotingPeriod}
			yes := govv1.NewNonSplitVoteOption(govv1.OptionYes)
			for i := range n {
				voter := testchain.NewActor(fmt.Sprintf("nominator %d", i)).Address()
				if err := gov.Votes.Set(ctx, collections.Join(p.Id, voter), govv1.NewVote(p.Id, voter, yes, "")); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				b.StopTimer()
				branch, _ := ctx.CacheContext() // counted votes are removed
				b.StartTimer()
				m.measure(func() {
					if _, _, _, err := gov.Tally(branch, p); err != nil {
						b.Fatal(err)
					}
				})
			}
			m.report(b)
		})
	}
}

// BenchmarkGrowth measures how much a day of 7200 blocks adds to the state of a market of 4 × 64 neurons in which a slot
// changes hands in every block: the bytes of what is stored, without the history that nodes may prune.
func BenchmarkGrowth(b *testing.B) {
	for b.Loop() {
		const blocks = 100
		e := newEconomy(b, 4, 64, 16)
		before := e.c.Content()
		for range blocks {
			e.block(b)
		}
		after := e.c.Content()
		b.ReportMetric(float64(size(after)-size(before))*7200/blocks/1024, "KiB/day")
		b.ReportMetric(float64(size(after))/1024, "KiB")
	}
}

func size(c testchain.Content) (n int) {
	for k, v := range c {
		n += len(k)/2 + len(v)
	}
	return n
}
