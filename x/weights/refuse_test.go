package weights_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	form "github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/subnet"
	"github.com/tianwang-net/tianwang/x/weights"
)

const tao = 1_000_000_000

var (
	judge    = testchain.NewActor("judge")
	second   = testchain.NewActor("second judge")
	miner    = testchain.NewActor("miner")
	stranger = testchain.NewActor("hotkey without a slot")
	cold     = testchain.NewActor("coldkey of all")
)

// known makes the actors known to x/stake, and gives the first three slots 0, 1 and 2 of the subnets; the judges have
// stake, and permits after the first epoch.
func known(e *testchain.Editor, netuids ...uint32) {
	e.Staked(judge, cold, 100*tao)
	e.Staked(second, cold, 60*tao)
	e.Staked(miner, cold, 0)
	e.Staked(stranger, cold, 0)
	for _, n := range netuids {
		e.Neurons(n, judge, second, miner)
	}
}

func metagraph(t testing.TB, c *testchain.Chain, netuid uint32) *epochv1.QueryMetagraphResponse {
	t.Helper()
	m, err := epochv1.NewQueryClient(c.Query()).Metagraph(c.Context(), &epochv1.QueryMetagraphRequest{Netuid: netuid})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// rows returns what is stored of a subnet, by uid.
func rows(t testing.TB, c *testchain.Chain, netuid uint32) map[uint32]weightsv1.RowInfo {
	t.Helper()
	r, err := weightsv1.NewQueryClient(c.Query()).Weights(c.Context(), &weightsv1.QueryWeightsRequest{Netuid: netuid})
	if err != nil {
		t.Fatal(err)
	}
	all := map[uint32]weightsv1.RowInfo{}
	for _, row := range r.Rows {
		all[row.Uid] = row
	}
	return all
}

// TestRefusals_Set goes through the checks of direct weights in their order.
func TestRefusals_Set(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) {
			h := &s.Hyperparams
			h.MaxValidators, h.MinAllowedWeights, h.MaxWeightLimit, h.WeightsVersion = 1, 2, 40_000, 7
		})
		e.Subnet("slow", func(s *subnetv1.Subnet) { s.Hyperparams.MaxValidators, s.Hyperparams.WeightsRateLimit = 1, 20 })
		e.Subnet("secret", func(s *subnetv1.Subnet) { s.Hyperparams.CommitReveal = true })
		known(e, 1, 2, 3)
	})
	c.BlocksTo(metagraph(t, c, 3).Clock.DueAt)
	set := func(by *testchain.Actor, netuid uint32, uids, values []uint32, version uint64) *weightsv1.MsgSetWeights {
		m := testchain.SetWeights(by, netuid, uids, values)
		m.Version = version
		return m
	}
	two := []uint32{1, 2}
	c.Do(judge, set(judge, 2, two, two, 0))
	at := c.Height()
	c.Refused([]testchain.Case{
		{"no such subnet", judge, set(judge, 9, two, two, 7), subnet.ErrUnknownSubnet, "netuid 9"},
		{"not registered", stranger, set(stranger, 1, two, two, 7), subnet.ErrNotRegistered, stranger.String()},
		{"weights are secret", judge, set(judge, 3, nil, nil, 0), weights.ErrSecret, "netuid 3"},
		{"too soon, before the permit", judge, set(judge, 2, two, two, 0), weights.ErrTooSoon, "at block 34"},
		{"no permit, before the row", second, set(second, 1, []uint32{9, 9}, []uint32{1}, 0), weights.ErrNoPermit, "after block 21"},
		{"old version, before the row", judge, set(judge, 1, []uint32{9, 9}, []uint32{1}, 6), weights.ErrVersion, "wants at least 7"},
		{"lengths differ", judge, set(judge, 1, two, []uint32{1}, 7), weights.ErrRow, "2 uids but 1 values"},
		{"a uid twice", judge, set(judge, 1, []uint32{1, 1}, two, 7), weights.ErrRow, "uid 1 occurs twice"},
		{"a uid beyond 16 bits", judge, set(judge, 1, []uint32{1, 65_536}, two, 7), weights.ErrRow, "65536"},
		{"a weight beyond 16 bits", judge, set(judge, 1, two, []uint32{1, 65_536}, 7), weights.ErrRow, "65536"},
		{"too few", judge, set(judge, 1, []uint32{9}, []uint32{1}, 7), weights.ErrTooFew, "at least 2"},
		{"nothing at all", judge, set(judge, 1, nil, nil, 7), weights.ErrTooFew, ""},
		{"no such uid", judge, set(judge, 1, []uint32{1, 3}, []uint32{1, 100}, 7), weights.ErrUnknownUID, "uids 0 to 2"},
		{"too large a share", judge, set(judge, 1, two, []uint32{1, 2}, 7), weights.ErrMaxWeight, "40000/65535"},
	})
	if at+20 != 34 {
		t.Fatalf("the first weights were set in block %d", at)
	}
	// A share up to the limit, an equal version, and the block that was named are accepted.
	c.Do(judge, set(judge, 1, two, []uint32{60, 40}, 7))
	c.BlocksTo(33)
	c.Do(judge, set(judge, 2, []uint32{2}, []uint32{5}, 0))
	if got := rows(t, c, 2)[0]; got.JudgedAt != 34 || got.UpdatedAt != 34 || len(got.Uids) != 1 || got.Weights[0] != form.Max {
		t.Errorf("stored %+v", got)
	}
}

// promise returns a commitment and what reveals it.
func promise(by *testchain.Actor, netuid uint32, uids, values []uint32, salt string) (*weightsv1.MsgCommitWeights, *weightsv1.MsgRevealWeights) {
	r := &weightsv1.MsgRevealWeights{Hotkey: by.String(), Netuid: netuid, Uids: uids, Weights: values, Salt: []byte(salt + strings.Repeat(".", 16))}
	hash := form.Commitment{
		ChainID: testchain.ChainID, Netuid: netuid, Hotkey: by.Address(), UIDs: uids, Weights: values, Salt: r.Salt,
	}.Hash()
	return &weightsv1.MsgCommitWeights{Hotkey: by.String(), Netuid: netuid, Scheme: form.SchemeHash, Hash: hash[:]}, r
}

func secret(s *subnetv1.Subnet) { s.Hyperparams.CommitReveal = true }

func TestRefusals_CommitAndReveal(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { secret(s); s.Hyperparams.MaxValidators = 2 })
		e.Subnet("open", nil)
		e.Subnet("slow", func(s *subnetv1.Subnet) { secret(s); s.Hyperparams.WeightsRateLimit = 50 })
		known(e, 1, 2, 3)
	})
	c.BlocksTo(13) // the first epochs end with blocks 11, 12 and 13
	uids, values := []uint32{1, 2}, []uint32{3, 4}
	commit, reveal := promise(judge, 1, uids, values, "a")
	invalid, revealInvalid := promise(judge, 1, []uint32{1, 9}, values, "b")
	slow, _ := promise(judge, 3, uids, values, "c")
	fault := func(change func(*weightsv1.MsgCommitWeights)) *weightsv1.MsgCommitWeights {
		m := *commit
		change(&m)
		return &m
	}
	wrong := func(change func(*weightsv1.MsgRevealWeights)) *weightsv1.MsgRevealWeights {
		m := *reveal
		change(&m)
		return &m
	}
	by := func(a *testchain.Actor, netuid uint32) *weightsv1.MsgCommitWeights {
		m, _ := promise(a, netuid, uids, values, "d")
		return m
	}
	copied := *commit
	copied.Hotkey = second.String()
	copiedReveal := *reveal
	copiedReveal.Hotkey = second.String()
	c.DoAll(testchain.Step{By: judge, Msg: commit}, testchain.Step{By: judge, Msg: invalid}, testchain.Step{By: judge, Msg: slow},
		testchain.Step{By: second, Msg: &copied})

	refused := []testchain.Case{
		{"commit: no such subnet", judge, by(judge, 7), subnet.ErrUnknownSubnet, "netuid 7"},
		{"commit: not registered", stranger, by(stranger, 1), subnet.ErrNotRegistered, ""},
		{"commit: open subnet", judge, by(judge, 2), weights.ErrNotSecret, "netuid 2"},
		{"commit: unknown scheme", judge, fault(func(m *weightsv1.MsgCommitWeights) { m.Scheme = 2 }), weights.ErrCommit, "scheme 1 with 32 bytes"},
		{"commit: short hash", judge, fault(func(m *weightsv1.MsgCommitWeights) { m.Hash = m.Hash[1:] }), weights.ErrCommit, "31 bytes"},
		{"commit: too soon", judge, by(judge, 3), weights.ErrTooSoon, "at block 64"},
		{"commit: no permit", miner, by(miner, 1), weights.ErrNoPermit, "2 largest stakes"},
		{"reveal: no such subnet", judge, wrong(func(m *weightsv1.MsgRevealWeights) { m.Netuid = 8 }), subnet.ErrUnknownSubnet, ""},
		{"reveal: not registered", stranger, wrong(func(m *weightsv1.MsgRevealWeights) { m.Hotkey = stranger.String() }), subnet.ErrNotRegistered, ""},
		{"reveal: short salt", judge, wrong(func(m *weightsv1.MsgRevealWeights) { m.Salt = m.Salt[:15] }), weights.ErrCommit, "16 to 64"},
		{"reveal: long salt", judge, wrong(func(m *weightsv1.MsgRevealWeights) { m.Salt = bytes.Repeat(m.Salt, 8) }), weights.ErrCommit, "16 to 64"},
		{"reveal: wrong salt", judge, wrong(func(m *weightsv1.MsgRevealWeights) { m.Salt = bytes.ToUpper(m.Salt) }), weights.ErrNoCommit, "2 open commitments"},
		{"reveal: other weights", judge, wrong(func(m *weightsv1.MsgRevealWeights) { m.Weights = []uint32{4, 3} }), weights.ErrNoCommit, ""},
		{"reveal: another version", judge, wrong(func(m *weightsv1.MsgRevealWeights) { m.Version = 1 }), weights.ErrNoCommit, ""},
		{"reveal: nothing committed", miner, wrong(func(m *weightsv1.MsgRevealWeights) { m.Hotkey = miner.String() }), weights.ErrNoCommit, "has 0 open"},
		{"reveal: a copied commitment", second, &copiedReveal, weights.ErrNoCommit, "none for these weights"},
	}
	c.Refused(append(refused, testchain.Case{"reveal: too early", judge, reveal, weights.ErrRevealTooEarly, "ends at block 21"}))
	c.BlocksTo(21)
	c.Refused(append(refused[9:], testchain.Case{"reveal: names no neuron", judge, revealInvalid, weights.ErrUnknownUID, "uids 0 to 2"}))

	c.Do(judge, reveal)
	if row := rows(t, c, 1)[0]; row.JudgedAt != 14 || row.UpdatedAt != c.Height() {
		t.Errorf("the row is judged at %d and updated at %d", row.JudgedAt, row.UpdatedAt)
	}
	c.Refused([]testchain.Case{{"reveal: again", judge, reveal, weights.ErrNoCommit, "1 open"}})

	// What is not revealed in its epoch is void.
	again, revealAgain := promise(judge, 1, uids, values, "e")
	c.Do(judge, again) // in epoch 3, for epoch 4, which ends with block 41
	c.BlocksTo(40)
	if err := c.Check(c.Sign(judge, 0, revealAgain)); err != nil {
		t.Errorf("in the last block of its epoch: %v", err)
	}
	c.Block()
	c.Refused([]testchain.Case{{"reveal: too late", judge, revealAgain, weights.ErrRevealTooLate, "now is epoch 5"}})
}

// TestCommit_TenOpen: at most ten commitments are open, one may be revealed out of turn, and the older ones are done.
func TestCommit_TenOpen(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { secret(s); s.Hyperparams.Tempo = 20 })
		e.Subnet("pictures", func(s *subnetv1.Subnet) { secret(s); s.Hyperparams.Tempo = 20 })
		known(e, 1, 2)
	})
	c.BlocksTo(23)
	var steps []testchain.Step
	var reveals []*weightsv1.MsgRevealWeights
	for i := range uint32(11) {
		commit, reveal := promise(judge, 1, []uint32{2}, []uint32{i + 1}, "a")
		steps, reveals = append(steps, testchain.Step{By: judge, Msg: commit}), append(reveals, reveal)
	}
	c.DoAll(steps[:10]...)
	c.Refused([]testchain.Case{{"an eleventh", judge, steps[10].Msg, weights.ErrTooManyCommits, "has 10"}})
	c.BlocksTo(41)
	twice := c.Sign(judge, 0, reveals[0], reveals[1])
	if err := c.TryTx(twice); !errors.Is(err, sdkerrors.ErrInvalidRequest) || !strings.Contains(err.Error(), "occurs twice") {
		t.Errorf("two reveals for one subnet: %v", err)
	}
	c.Do(judge, reveals[5])
	open, err := weightsv1.NewQueryClient(c.Query()).Commits(c.Context(), &weightsv1.QueryCommitsRequest{Netuid: 1, Uid: 0})
	if err != nil || len(open.Commits) != 4 {
		t.Errorf("%v open, %v; four were due", open, err)
	}
	c.Refused([]testchain.Case{
		{"an older one", judge, reveals[4], weights.ErrNoCommit, "4 open"},
		{"the same", judge, reveals[5], weights.ErrNoCommit, "4 open"},
	})
	// Room is there again, and one transaction may serve several subnets.
	a, _ := promise(judge, 1, []uint32{2}, []uint32{9}, "b")
	b, _ := promise(judge, 2, []uint32{2}, []uint32{9}, "b")
	c.Do(judge, a, b)
}

// TestCommit_RateOutlivesExpiry: a commitment that has expired counts for the rate limit until it is over.
func TestCommit_RateOutlivesExpiry(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) {
			secret(s)
			s.Hyperparams.Tempo, s.Hyperparams.WeightsRateLimit = 4, 25
		})
		known(e, 1)
	})
	c.BlocksTo(5)
	first, _ := promise(judge, 1, []uint32{2}, []uint32{1}, "a")
	next, _ := promise(judge, 1, []uint32{2}, []uint32{1}, "b")
	c.Do(judge, first) // in block 6
	c.BlocksTo(20)
	c.Refused([]testchain.Case{{"while the limit lasts", judge, next, weights.ErrTooSoon, "at block 31"}})
	c.BlocksTo(30)
	c.Do(judge, next)
}

// TestReveal_NewcomerInheritsNothing: weights are judged as of their commitment, so that who takes a slot between
// commitment and reveal gets nothing from them, and neither does who takes a slot that did not exist.
func TestReveal_NewcomerInheritsNothing(t *testing.T) {
	t.Parallel()
	replacer, appended := testchain.NewActor("replacer"), testchain.NewActor("appended")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) {
			secret(s)
			h := &s.Hyperparams
			h.MaxUids, h.MaxValidators, h.MaxRegistrationsPerBlock, h.ImmunityPeriod, h.MinAllowedWeights = 4, 4, 4, 11, 0
		})
		known(e, 1)
	})
	c.BlocksTo(11)
	commit, reveal := promise(judge, 1, []uint32{1, 2, 3}, []uint32{1, 1, 8}, "a")
	own, ownReveal := promise(second, 1, []uint32{1, 2, 3}, []uint32{1, 1, 8}, "b")
	c.DoAll(testchain.Step{By: judge, Msg: commit}, testchain.Step{By: second, Msg: own})
	c.Blocks(1)
	c.Do(appended, c.Work(1, appended, cold)) // uid 3
	c.Do(replacer, c.Work(1, replacer, cold)) // the slot of who has neither consensus nor dividends, oldest first
	replaced := -1
	for _, n := range metagraph(t, c, 1).Neurons {
		if n.Hotkey == replacer.String() {
			replaced = int(n.Uid)
		}
	}
	if replaced != 0 {
		t.Fatalf("uid %d was replaced, not the oldest", replaced)
	}
	c.BlocksTo(21)
	c.Refused([]testchain.Case{{"the replaced one reveals", judge, reveal, subnet.ErrNotRegistered, ""}})
	c.Do(second, ownReveal)
	c.BlocksTo(31)
	m := metagraph(t, c, 1)
	if got := m.Neurons[3]; got.Incentive != 0 || got.ServerEmission != 0 {
		t.Errorf("who registered after the commitment earned %d", got.ServerEmission)
	}
	if got := m.Neurons[2]; got.Incentive != form.Max {
		t.Errorf("who was there all along has incentive %d", got.Incentive)
	}
	if _, has := rows(t, c, 1)[0]; has {
		t.Error("the replaced judge's row is still there")
	}
}

func TestValidateGenesis(t *testing.T) {
	t.Parallel()
	valid := func() *weightsv1.GenesisState {
		return &weightsv1.GenesisState{Neurons: []weightsv1.GenesisNeuron{
			{Netuid: 1, Uid: 0, Row: &weightsv1.Row{Entries: []byte{1, 0, 255, 255}}},
			{Netuid: 1, Uid: 1, Commits: &weightsv1.Commits{Commits: []weightsv1.Commit{{Scheme: 1, Hash: make([]byte, 32)}}}},
		}}
	}
	if err := weights.ValidateGenesis(valid()); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*weightsv1.GenesisState){
		"uid 0 occurs twice": func(g *weightsv1.GenesisState) { g.Neurons = append(g.Neurons, g.Neurons[0]) },
		"3 bytes":            func(g *weightsv1.GenesisState) { g.Neurons[0].Row.Entries = []byte{1, 2, 3} },
		"uid 1 is not behind": func(g *weightsv1.GenesisState) {
			g.Neurons[0].Row.Entries = []byte{1, 0, 255, 255, 1, 0, 255, 255}
		},
		"11 commitments": func(g *weightsv1.GenesisState) { g.Neurons[1].Commits.Commits = make([]weightsv1.Commit, 11) },
		"0 commitments":  func(g *weightsv1.GenesisState) { g.Neurons[1].Commits.Commits = nil },
		"scheme 1 with 32": func(g *weightsv1.GenesisState) {
			g.Neurons[1].Commits.Commits[0].Hash = nil
		},
	} {
		g := valid()
		change(g)
		if err := weights.ValidateGenesis(g); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	err := testchain.TryGenesis(t, func(e *testchain.Editor) {
		testchain.Edit(e, weights.ModuleName, func(g *weightsv1.GenesisState) { *g = *valid() })
	})
	if err == nil || !strings.Contains(err.Error(), weights.ErrInconsistent.Error()) {
		t.Errorf("a row without a neuron: %v", err)
	}
}
