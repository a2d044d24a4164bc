package app

import (
	"context"
	"encoding/binary"
	"slices"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
)

// Bounds of what costs no fee.
const (
	maxFreeMessages = 16         // in one transaction
	maxFreeGas      = 20_000_000 // of one transaction
	maxFreeBytes    = 32 << 10   // of one transaction, for each of its messages
	maxFreePerBlock = 16         // transactions of one signer in one block
)

// quotaStore is the transient store that counts free transactions by signer; it is empty at the start of every block.
const quotaStore = "transient_free"

// freeKey marks a context whose transaction was admitted as free.
type freeKey struct{}

func isAdmittedFree(ctx sdk.Context) bool { return ctx.Value(freeKey{}) != nil }

// freeDecorator admits transactions that cost no fee: those in which every message is the work of a neuron and of a type
// that governance has listed, see free_messages of x/emission. They must
// be sure to succeed, or else they would be a way to fill blocks for nothing; so the modules are asked now, with the
// same code that runs the message later, in the mempool already. This refuses what is wrong before a signature is
// verified; that the whole transaction succeeds is made sure of at the end, see rehearsalDecorator. The subnet of two
// messages of one kind must differ: nobody has a use for the first.
type freeDecorator struct {
	k     *Keepers
	quota *storetypes.TransientStoreKey
}

// AnteHandle implements sdk.AnteDecorator.
func (d freeDecorator) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	admissions, free := d.admissions(tx.GetMsgs())
	if !free {
		return next(ctx, tx, simulate)
	}
	listed, err := d.listed(ctx, admissions)
	if err != nil {
		return ctx, err
	}
	if !listed {
		return next(ctx, tx, simulate)
	}
	signer, err := soleSigner(tx)
	if err != nil {
		return ctx, err
	}
	if err := checkFreeForm(tx, len(admissions), len(ctx.TxBytes())); err != nil {
		return ctx, err
	}
	if err := d.count(ctx, signer); err != nil {
		return ctx, err
	}
	seen := map[admissionKey]bool{}
	for _, a := range admissions {
		if seen[a.key] {
			return ctx, sdkerrors.ErrInvalidRequest.Wrapf("%s for netuid %d occurs twice", a.key.kind, a.key.netuid)
		}
		seen[a.key] = true
		if err := a.admit(ctx); err != nil {
			return ctx, err
		}
	}
	if ctx, err = d.k.welcome(ctx, tx, signer); err != nil {
		return ctx, err
	}
	return next(ctx.WithValue(freeKey{}, true), tx, simulate)
}

// admission is the question whether one message would succeed now.
type admission struct {
	key   admissionKey
	admit func(context.Context) error
}

type admissionKey struct {
	kind   string
	netuid uint32
}

// listed says whether governance lets all of these messages go without a fee.
func (d freeDecorator) listed(ctx context.Context, admissions []admission) (bool, error) {
	list, err := d.k.Emission.FreeMessages(ctx)
	if err != nil {
		return false, err
	}
	for _, a := range admissions {
		if !slices.Contains(list, a.key.kind) {
			return false, nil
		}
	}
	return true, nil
}

// admissions returns the questions for all messages, and false unless every one of them is of a kind that can be free.
func (d freeDecorator) admissions(msgs []sdk.Msg) ([]admission, bool) {
	out := make([]admission, 0, len(msgs))
	for _, msg := range msgs {
		a := admission{key: admissionKey{kind: sdk.MsgTypeURL(msg)}}
		switch m := msg.(type) {
		case *subnetv1.MsgRegisterWork:
			a.key.netuid, a.admit = m.Netuid, func(ctx context.Context) error { return d.k.Subnet.AdmitWork(ctx, m) }
		case *subnetv1.MsgServeAxon:
			a.key.netuid, a.admit = m.Netuid, func(ctx context.Context) error { return d.k.Subnet.AdmitAxon(ctx, m) }
		case *epochv1.MsgResetBonds:
			a.key.netuid, a.admit = m.Netuid, func(ctx context.Context) error { return d.k.Epoch.AdmitReset(ctx, m) }
		case *weightsv1.MsgSetWeights:
			a.key.netuid, a.admit = m.Netuid, func(ctx context.Context) error { return d.k.Weights.AdmitSet(ctx, m) }
		case *weightsv1.MsgCommitWeights:
			a.key.netuid, a.admit = m.Netuid, func(ctx context.Context) error { return d.k.Weights.AdmitCommit(ctx, m) }
		case *weightsv1.MsgRevealWeights:
			a.key.netuid, a.admit = m.Netuid, func(ctx context.Context) error { return d.k.Weights.AdmitReveal(ctx, m) }
		case *rootv1.MsgVote:
			a.admit = func(ctx context.Context) error { return d.k.Root.AdmitVote(ctx, m) }
		default:
			return nil, false
		}
		out = append(out, a)
	}
	return out, len(out) > 0
}

// soleSigner returns the one signer of a transaction.
func soleSigner(tx sdk.Tx) (sdk.AccAddress, error) {
	sigTx, ok := tx.(authsigning.SigVerifiableTx)
	if !ok {
		return nil, sdkerrors.ErrTxDecode.Wrap("the transaction cannot be signed")
	}
	signers, err := sigTx.GetSigners()
	if err != nil {
		return nil, err
	}
	if len(signers) != 1 {
		return nil, sdkerrors.ErrInvalidRequest.Wrapf("%d signers, a transaction without a fee has one", len(signers))
	}
	return signers[0], nil
}

// checkFreeForm bounds what a free transaction may take.
func checkFreeForm(tx sdk.Tx, messages, size int) error {
	feeTx, ok := tx.(sdk.FeeTx)
	switch {
	case !ok:
		return sdkerrors.ErrTxDecode.Wrap("the transaction has no gas limit")
	case messages > maxFreeMessages:
		return sdkerrors.ErrInvalidRequest.Wrapf("%d messages, at most %d go into a transaction without a fee", messages, maxFreeMessages)
	case size > messages*maxFreeBytes:
		return sdkerrors.ErrTxTooLarge.Wrapf("%d bytes, at most %d for each message of a transaction without a fee", size, maxFreeBytes)
	case feeTx.GetGas() > maxFreeGas:
		return sdkerrors.ErrInvalidGasLimit.Wrapf("%d gas, at most %d for a transaction without a fee", feeTx.GetGas(), maxFreeGas)
	}
	return nil
}

// count refuses a signer's transactions beyond its quota for this block. A transaction that fails later in the ante
// handler leaves no trace here, so that nobody can use up the quota of another.
func (d freeDecorator) count(ctx sdk.Context, signer sdk.AccAddress) error {
	store := ctx.TransientStore(d.quota)
	var n uint64
	if b := store.Get(signer); b != nil {
		n = binary.BigEndian.Uint64(b)
	}
	if n >= maxFreePerBlock {
		return sdkerrors.ErrMempoolIsFull.Wrapf("%s sent %d transactions without a fee for this block, try again in the next", signer, n)
	}
	store.Set(signer, binary.BigEndian.AppendUint64(nil, n+1))
	return nil
}
