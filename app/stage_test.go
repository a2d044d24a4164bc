package app_test

import (
	"maps"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"cosmossdk.io/log/v2"

	sdk "github.com/cosmos/cosmos-sdk/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/rotation"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/escrow"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// stage is a chain with somebody in every role, on which every message succeeds if the right one signs it.
type stage struct {
	c         *testchain.Chain
	w         *world
	actors    map[string]*testchain.Actor
	byAddress map[string]*testchain.Actor
	promise   *weightsv1.MsgRevealWeights
}

// row is a message, given who is named as its signer, and who the right one is. by is nil for those without a key.
type row struct {
	right string
	msg   func(signer string, by *testchain.Actor) sdk.Msg
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{w: newWorld(1), byAddress: map[string]*testchain.Actor{}}
	hot, cold := s.w.hot, s.w.cold
	s.actors = map[string]*testchain.Actor{
		"stranger": testchain.NewActor("a stranger"), "coldkey": cold[0], "nominator": cold[4], "gateway": cold[5], "owner": cold[3],
		"hotkey": hot[0], "validator": hot[1], "frozen": cold[7], "authority": testchain.NewActor("producer"),
	}
	s.c = testchain.NewSolo(t, func(e *testchain.Editor) {
		s.w.genesis(e)
		for _, kind := range []string{"stranger", "hotkey", "validator", "authority"} {
			e.Grant(s.actors[kind], 1000*tao)
		}
		testchain.Edit(e, "root", func(g *rootv1.GenesisState) { g.Params.Seats = 8 })
		testchain.Edit(e, "producer", func(g *producerv1.GenesisState) { g.Params.LivenessWindow = 100 })
	})
	for _, a := range s.actors {
		s.byAddress[a.String()] = a
	}
	fill(s.c, s.w)
	s.c.Register(2, hot[:2], cold[:2])
	s.c.Register(1, []*testchain.Actor{hot[5], hot[6]}, []*testchain.Actor{cold[0], cold[3]})
	s.c.DoAll(
		testchain.Step{By: cold[0], Msg: testchain.AddStake(cold[0], hot[5], 100*tao)},
		testchain.Step{By: cold[0], Msg: &rootv1.MsgJoin{Coldkey: cold[0].String(), Hotkey: hot[5].String()}},
	)
	s.promise = &weightsv1.MsgRevealWeights{
		Hotkey: hot[0].String(), Netuid: 2, Uids: []uint32{0, 1}, Weights: []uint32{1, 1}, Salt: []byte("salt of the only row here"),
	}
	s.c.Do(hot[0], s.commit(hot[0].String(), hot[0]))
	s.c.Do(cold[3], &subnetv1.MsgOfferOwnership{Sender: cold[3].String(), Netuid: 5, To: cold[0].String()})
	epochOf := func() uint64 {
		clock, err := s.c.App().Epoch.Clock(s.c.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		return clock.Epoch
	}
	for promised := epochOf(); epochOf() == promised; {
		s.c.Block()
	}
	return s
}

// commit promises the row of the stage.
func (s *stage) commit(hotkey string, by *testchain.Actor) sdk.Msg {
	m := &weightsv1.MsgCommitWeights{Hotkey: hotkey, Netuid: 2, Scheme: 1, Hash: make([]byte, 32)}
	if by != nil {
		hash := weights.Commitment{
			ChainID: testchain.ChainID, Netuid: 2, Hotkey: by.Address(), UIDs: s.promise.Uids, Weights: s.promise.Weights, Salt: s.promise.Salt,
		}.Hash()
		m.Hash = hash[:]
	}
	return m
}

// govern runs a message as governance would, and forgets what it did.
func (s *stage) govern(msg sdk.Msg) error {
	header := cmtproto.Header{ChainID: testchain.ChainID, Height: int64(s.c.Height()) + 1, Time: s.c.Time()} // #nosec G115
	ctx := sdk.NewContext(s.c.App().CommitMultiStore().CacheMultiStore(), header, false, log.NewNopLogger())
	_, err := s.c.App().MsgServiceRouter().Handler(msg)(ctx, msg)
	return err
}

// rows has one row for every message of this chain.
func (s *stage) rows() map[string]row {
	all := map[string]row{}
	for _, part := range []map[string]row{s.stakeRows(), s.subnetRows(), s.weightRows(), s.otherRows(), s.governanceRows()} {
		maps.Copy(all, part)
	}
	return all
}

// of makes a row of a function that makes a message.
func of[M sdk.Msg](right string, msg func(string) M) (string, row) {
	return sdk.MsgTypeURL(msg("")), row{right, func(signer string, _ *testchain.Actor) sdk.Msg { return msg(signer) }}
}

// list makes a map of pairs.
func list(add func(put func(string, row))) map[string]row {
	all := map[string]row{}
	add(func(url string, r row) { all[url] = r })
	return all
}

func (s *stage) stakeRows() map[string]row {
	hot, cold := s.w.hot, s.w.cold
	own, spare, other := hot[0].String(), hot[5].String(), hot[1].String()
	hash := rotation.Hash(testchain.ChainID, cold[0].Address(), heir.Address())
	return list(func(put func(string, row)) {
		put(of("coldkey", func(a string) *stakev1.MsgAddStake { return &stakev1.MsgAddStake{Coldkey: a, Hotkey: own, Amount: tao} }))
		put(of("coldkey", func(a string) *stakev1.MsgRemoveStake {
			return &stakev1.MsgRemoveStake{Coldkey: a, Hotkey: own, Amount: tao}
		}))
		put(of("coldkey", func(a string) *stakev1.MsgSetTake { return &stakev1.MsgSetTake{Coldkey: a, Hotkey: own, Take: 5} }))
		put(of("coldkey", func(a string) *stakev1.MsgMoveStake {
			return &stakev1.MsgMoveStake{Coldkey: a, From: spare, To: other, Amount: tao}
		}))
		put(of("coldkey", func(a string) *stakev1.MsgTransferStake {
			return &stakev1.MsgTransferStake{Coldkey: a, Hotkey: own, To: cold[1].String(), Amount: tao}
		}))
		put(of("coldkey", func(a string) *stakev1.MsgSetChildren {
			return &stakev1.MsgSetChildren{Coldkey: a, Hotkey: own, Netuid: 1, Children: []stakev1.Relative{{Hotkey: other, Proportion: 1000}}}
		}))
		put(of("coldkey", func(a string) *stakev1.MsgSetChildTake {
			return &stakev1.MsgSetChildTake{Coldkey: a, Hotkey: own, Netuid: 1, Take: 5}
		}))
		put(of("coldkey", func(a string) *stakev1.MsgSetAutoStake { return &stakev1.MsgSetAutoStake{Coldkey: a, Hotkey: other} }))
		put(of("coldkey", func(a string) *stakev1.MsgSwapHotkey {
			return &stakev1.MsgSwapHotkey{Coldkey: a, Hotkey: spare, NewHotkey: hot[9].String(), MaxFee: 9 * tao}
		}))
		put(of("coldkey", func(a string) *stakev1.MsgAnnounceColdkeySwap {
			return &stakev1.MsgAnnounceColdkeySwap{Coldkey: a, Hash: hash, MaxFee: tao}
		}))
		put(of("frozen", func(a string) *stakev1.MsgSwapColdkey {
			return &stakev1.MsgSwapColdkey{Coldkey: a, NewColdkey: heir.String()}
		}))
		put(of("frozen", func(a string) *stakev1.MsgDisputeColdkeySwap { return &stakev1.MsgDisputeColdkeySwap{Coldkey: a} }))
		put(of("frozen", func(a string) *stakev1.MsgCancelColdkeySwap { return &stakev1.MsgCancelColdkeySwap{Coldkey: a} }))
	})
}

func (s *stage) subnetRows() map[string]row {
	hot, cold := s.w.hot, s.w.cold
	all := list(func(put func(string, row)) {
		put(of("coldkey", func(a string) *subnetv1.MsgCreateSubnet {
			return &subnetv1.MsgCreateSubnet{Coldkey: a, Name: "sixth", Task: "lm", MaxCost: 100 * tao}
		}))
		put(of("coldkey", func(a string) *subnetv1.MsgRegisterBurn {
			return &subnetv1.MsgRegisterBurn{Coldkey: a, Hotkey: hot[0].String(), Netuid: 3, MaxPrice: tao}
		}))
		put(of("hotkey", func(a string) *subnetv1.MsgServeAxon {
			return &subnetv1.MsgServeAxon{Hotkey: a, Netuid: 1, Host: "127.0.0.1", Port: 9, Protocol: "http"}
		}))
		put(of("owner", func(a string) *subnetv1.MsgSetHyperparams {
			return &subnetv1.MsgSetHyperparams{Sender: a, Netuid: 5, Settings: []subnetv1.Setting{{Name: "rho", Value: "9"}}}
		}))
		put(of("owner", func(a string) *subnetv1.MsgSetIdentity {
			return &subnetv1.MsgSetIdentity{Sender: a, Netuid: 5, Name: "renamed", Identity: subnetv1.Identity{Url: "https://example.org"}}
		}))
		put(of("owner", func(a string) *subnetv1.MsgOfferOwnership {
			return &subnetv1.MsgOfferOwnership{Sender: a, Netuid: 5, To: cold[1].String()}
		}))
		put(of("coldkey", func(a string) *subnetv1.MsgAcceptOwnership {
			return &subnetv1.MsgAcceptOwnership{Coldkey: a, Netuid: 5}
		}))
		put(of("owner", func(a string) *subnetv1.MsgDissolveSubnet { return &subnetv1.MsgDissolveSubnet{Sender: a, Netuid: 5} }))
	})
	all[sdk.MsgTypeURL(&subnetv1.MsgRegisterWork{})] = row{"hotkey", func(a string, by *testchain.Actor) sdk.Msg {
		if by == nil {
			return &subnetv1.MsgRegisterWork{Hotkey: a, Coldkey: cold[0].String(), Netuid: 3, Height: s.c.Height()}
		}
		return s.c.Work(3, by, cold[0])
	}}
	return all
}

func (s *stage) weightRows() map[string]row {
	all := list(func(put func(string, row)) {
		put(of("hotkey", func(a string) *epochv1.MsgResetBonds { return &epochv1.MsgResetBonds{Hotkey: a, Netuid: 1} }))
		put(of("hotkey", func(a string) *weightsv1.MsgSetWeights {
			return &weightsv1.MsgSetWeights{Hotkey: a, Netuid: 1, Uids: []uint32{2}, Weights: []uint32{1}}
		}))
		put(of("hotkey", func(a string) *weightsv1.MsgRevealWeights {
			m := *s.promise
			m.Hotkey = a
			return &m
		}))
	})
	all[sdk.MsgTypeURL(&weightsv1.MsgCommitWeights{})] = row{"hotkey", s.commit}
	return all
}

func (s *stage) otherRows() map[string]row {
	hot, cold := s.w.hot, s.w.cold
	own, spare := hot[0].String(), hot[5]
	second, third := nodeKey(hot[0], 1), nodeKey(spare, 0)
	spent := []escrowv1.Spend{{Netuid: 1, Amount: 1000}}
	signature, err := cold[4].Sign(voucher.Voucher{ChainID: testchain.ChainID, Channel: 1, Spent: escrow.Spends(spent)}.Bytes())
	if err != nil {
		panic(err)
	}
	return list(func(put func(string, row)) {
		put(of("nominator", func(a string) *escrowv1.MsgOpen {
			return &escrowv1.MsgOpen{Payer: a, Gateway: cold[1].String(), Deposit: tao}
		}))
		put(of("nominator", func(a string) *escrowv1.MsgTopUp { return &escrowv1.MsgTopUp{Payer: a, Channel: 1, Amount: tao} }))
		put(of("gateway", func(a string) *escrowv1.MsgSettle {
			return &escrowv1.MsgSettle{Sender: a, Channel: 1, Spent: spent, Signature: signature}
		}))
		put(of("nominator", func(a string) *escrowv1.MsgClose { return &escrowv1.MsgClose{Sender: a, Channel: 1} }))
		put(of("coldkey", func(a string) *producerv1.MsgJoin {
			return &producerv1.MsgJoin{Coldkey: a, Hotkey: spare.String(), Pubkey: third.Public(), Proof: third.Prove(spare)}
		}))
		put(of("coldkey", func(a string) *producerv1.MsgLeave { return &producerv1.MsgLeave{Coldkey: a, Hotkey: own} }))
		put(of("coldkey", func(a string) *producerv1.MsgRotate {
			return &producerv1.MsgRotate{Coldkey: a, Hotkey: own, Pubkey: second.Public(), Proof: second.Prove(hot[0])}
		}))
		put(of("coldkey", func(a string) *producerv1.MsgUnjail { return &producerv1.MsgUnjail{Coldkey: a, Hotkey: own} }))
		put(of("owner", func(a string) *rootv1.MsgJoin { return &rootv1.MsgJoin{Coldkey: a, Hotkey: hot[6].String()} }))
		put(of("coldkey", func(a string) *rootv1.MsgLeave { return &rootv1.MsgLeave{Coldkey: a, Hotkey: own} }))
		put(of("hotkey", func(a string) *rootv1.MsgVote {
			return &rootv1.MsgVote{Hotkey: a, Netuids: []uint32{1}, Weights: []uint32{1}}
		}))
	})
}

func (s *stage) governanceRows() map[string]row {
	return list(func(put func(string, row)) {
		put(of("governance", func(a string) *stakev1.MsgResolveColdkeySwap {
			return &stakev1.MsgResolveColdkeySwap{Authority: a, Coldkey: s.w.cold[7].String()}
		}))
		put(of("governance", func(a string) *emissionv1.MsgUpdateParams {
			return &emissionv1.MsgUpdateParams{Authority: a, Params: emission.DefaultParams()}
		}))
		put(of("governance", func(a string) *epochv1.MsgUpdateParams {
			return &epochv1.MsgUpdateParams{Authority: a, Params: epoch.DefaultParams()}
		}))
		put(of("governance", func(a string) *escrowv1.MsgUpdateParams {
			return &escrowv1.MsgUpdateParams{Authority: a, Params: escrow.DefaultParams()}
		}))
		put(of("governance", func(a string) *producerv1.MsgUpdateParams {
			return &producerv1.MsgUpdateParams{Authority: a, Params: producer.DefaultParams()}
		}))
		put(of("governance", func(a string) *rootv1.MsgUpdateParams {
			return &rootv1.MsgUpdateParams{Authority: a, Params: root.DefaultParams()}
		}))
		put(of("governance", func(a string) *stakev1.MsgUpdateParams {
			return &stakev1.MsgUpdateParams{Authority: a, Params: stake.DefaultParams()}
		}))
		put(of("governance", func(a string) *subnetv1.MsgUpdateParams {
			return &subnetv1.MsgUpdateParams{Authority: a, Params: subnet.DefaultParams()}
		}))
	})
}
