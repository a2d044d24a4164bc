package testchain

import (
	"context"
	"errors"
	"fmt"
	"sync"

	abci "github.com/cometbft/cometbft/abci/types"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/tianwang-net/tianwang"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/work"
)

// Actor is a key that signs transactions.
type Actor struct {
	key    *secp256k1.PrivKey
	public func() cryptotypes.PubKey // computed once, since that takes as long as a signature
	text   func() string
}

// NewActor returns the actor of a name; the same name gives the same key.
func NewActor(name string) *Actor {
	a := &Actor{key: secp256k1.GenPrivKeyFromSecret([]byte(name))}
	a.public = sync.OnceValue(a.key.PubKey)
	a.text = sync.OnceValue(func() string { return a.Address().String() })
	return a
}

// Actors returns n actors with a common name.
func Actors(name string, n int) []*Actor {
	all := make([]*Actor, n)
	for i := range all {
		all[i] = NewActor(fmt.Sprintf("%s %d", name, i))
	}
	return all
}

// Address is that of the actor's account.
func (a *Actor) Address() sdk.AccAddress { return sdk.AccAddress(a.public().Address()) }

// PublicKey is the actor's compressed public key.
func (a *Actor) PublicKey() []byte { return a.public().Bytes() }

// Sign signs the SHA-256 of msg and returns r‖s with the low s, 64 bytes.
func (a *Actor) Sign(msg []byte) ([]byte, error) { return a.key.Sign(msg) }

// String is the address as people write it.
func (a *Actor) String() string { return a.text() }

// Refusal is why a transaction failed.
type Refusal struct {
	Codespace string
	Code      uint32
	Log       string
}

// Error implements error.
func (r *Refusal) Error() string { return fmt.Sprintf("%s/%d: %s", r.Codespace, r.Code, r.Log) }

// Is says whether the refusal is that of a registered error.
func (r *Refusal) Is(target error) bool {
	var e *errorsmod.Error
	return errors.As(target, &e) && e.Codespace() == r.Codespace && e.ABCICode() == r.Code
}

// Outcome returns why a transaction failed, nil if it did not.
func Outcome(r *abci.ExecTxResult) error {
	if r.Code == abci.CodeTypeOK {
		return nil
	}
	return &Refusal{Codespace: r.Codespace, Code: r.Code, Log: r.Log}
}

// IsFree says whether a message is of a kind that costs no fee.
func IsFree(m sdk.Msg) bool {
	switch m.(type) {
	case *subnetv1.MsgRegisterWork, *subnetv1.MsgServeAxon, *weightsv1.MsgSetWeights, *weightsv1.MsgCommitWeights,
		*weightsv1.MsgRevealWeights, *rootv1.MsgVote, *epochv1.MsgResetBonds:
		return true
	}
	return false
}

// Work returns a registration by proof of work, bound to the last block.
func (c *Chain) Work(netuid uint32, hotkey, coldkey *Actor) *subnetv1.MsgRegisterWork {
	c.t.Helper()
	r, err := subnetv1.NewQueryClient(c.Query()).WorkBase(c.Context(), &subnetv1.QueryWorkBaseRequest{Netuid: netuid})
	if err != nil {
		c.t.Fatal(err)
	}
	m := &subnetv1.MsgRegisterWork{Hotkey: hotkey.String(), Coldkey: coldkey.String(), Netuid: netuid, Height: r.Height}
	return c.Solve(m, r.Hash, r.Difficulty)
}

// Solve sets the nonce of a registration to the first that reaches the difficulty.
func (c *Chain) Solve(m *subnetv1.MsgRegisterWork, hash []byte, difficulty uint64) *subnetv1.MsgRegisterWork {
	c.t.Helper()
	hotkey, err := sdk.AccAddressFromBech32(m.Hotkey)
	if err != nil {
		c.t.Fatal(err)
	}
	p := work.Puzzle{ChainID: ChainID, Netuid: m.Netuid, BlockHash: hash, Hotkey: hotkey}
	if m.Nonce, err = p.Solve(context.Background(), difficulty, 0, nil); err != nil {
		c.t.Fatal(err)
	}
	return m
}

// Register gives hotkeys slots by proof of work, all in one block, each with the coldkey of the same index.
func (c *Chain) Register(netuid uint32, hotkeys, coldkeys []*Actor) {
	c.t.Helper()
	var steps []Step
	for i := range hotkeys {
		steps = append(steps, Step{hotkeys[i], c.Work(netuid, hotkeys[i], coldkeys[i])})
	}
	c.DoAll(steps...)
}

// AddStake returns the message with which a coldkey delegates rao to a hotkey.
func AddStake(coldkey, hotkey *Actor, rao uint64) *stakev1.MsgAddStake {
	return &stakev1.MsgAddStake{Coldkey: coldkey.String(), Hotkey: hotkey.String(), Amount: rao}
}

// SetWeights returns the message with which a hotkey gives uids their weights.
func SetWeights(hotkey *Actor, netuid uint32, uids, weights []uint32) *weightsv1.MsgSetWeights {
	return &weightsv1.MsgSetWeights{Hotkey: hotkey.String(), Netuid: netuid, Uids: uids, Weights: weights}
}

// Balance is what an account holds, in rao.
func (c *Chain) Balance(of *Actor) uint64 {
	return c.App().Bank.GetBalance(c.Context(), of.Address(), tianwang.Denom).Amount.Uint64()
}

// Stake is what a coldkey's position on a hotkey is worth, in rao; zero without one.
func (c *Chain) Stake(hotkey, coldkey *Actor) uint64 {
	worth, err := c.App().Stake.Worth(c.Context(), hotkey.Address(), coldkey.Address())
	if err != nil {
		return 0
	}
	return worth
}

// ModuleAddress is the account of a module.
func ModuleAddress(module string) string { return authtypes.NewModuleAddress(module).String() }

// Response reads what the first message of a transaction answered.
func Response(r *abci.ExecTxResult, into interface{ Unmarshal([]byte) error }) error {
	var data sdk.TxMsgData
	if err := data.Unmarshal(r.Data); err != nil {
		return err
	}
	if len(data.MsgResponses) == 0 {
		return errors.New("the transaction has no answer")
	}
	return into.Unmarshal(data.MsgResponses[0].Value)
}
