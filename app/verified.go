package app

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/hashicorp/golang-lru/v2"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

// maxVerified bounds how many transactions are remembered whose signatures are good: many more than wait for a block.
const maxVerified = 1 << 14

// verifiedDecorator verifies the signatures of a transaction once, when it is admitted, and not again when it is executed,
// where that is two fifths of the work. What is remembered is a hash of all that the outcome depends on: the bytes of the
// transaction with its signatures, the chain, and the number and key of each signer's account. So the outcome is the same
// whether or not a node has seen the transaction before; sequences and nonces are checked each time.
type verifiedDecorator struct {
	ante.SigVerificationDecorator
	accounts ante.AccountKeeper
	good     *lru.Cache[[sha256.Size]byte, struct{}]
}

func newVerifiedDecorator(a *App) verifiedDecorator {
	good, err := lru.New[[sha256.Size]byte, struct{}](maxVerified)
	if err != nil {
		panic(err) // the size is positive
	}
	signers := newcomerAccounts{a.Accounts}
	return verifiedDecorator{ante.NewSigVerificationDecorator(signers, a.Encoding.TxConfig.SignModeHandler()), signers, good}
}

// AnteHandle implements sdk.AnteDecorator.
func (d verifiedDecorator) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	if simulate || ctx.IsReCheckTx() || !ctx.IsSigverifyTx() {
		return d.SigVerificationDecorator.AnteHandle(ctx, tx, simulate, next) // it verifies nothing
	}
	name, ok := d.name(ctx, tx)
	if !ok {
		return d.SigVerificationDecorator.AnteHandle(ctx, tx, simulate, next)
	}
	then := func(ctx sdk.Context, tx sdk.Tx, simulate bool) (sdk.Context, error) {
		d.good.Add(name, struct{}{}) // the signatures are good, or this would not be reached
		return next(ctx.WithIsSigverifyTx(true), tx, simulate)
	}
	return d.SigVerificationDecorator.AnteHandle(ctx.WithIsSigverifyTx(!d.good.Contains(name)), tx, simulate, then)
}

// name hashes all that decides whether the signatures of a transaction are good; false when an account is missing, which is
// for the one that verifies to refuse.
func (d verifiedDecorator) name(ctx sdk.Context, tx sdk.Tx) (name [sha256.Size]byte, ok bool) {
	signed, ok := tx.(authsigning.SigVerifiableTx)
	if !ok || len(ctx.TxBytes()) == 0 {
		return name, false
	}
	signers, err := signed.GetSigners()
	if err != nil {
		return name, false
	}
	free := ctx.WithGasMeter(storetypes.NewInfiniteGasMeter()) // these reads are not the user's
	h := sha256.New()
	put := func(b []byte) {
		h.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(b))))
		h.Write(b)
	}
	put([]byte(ctx.ChainID()))
	put(ctx.TxBytes())
	for _, signer := range signers {
		account := d.accounts.GetAccount(free, signer)
		if account == nil || account.GetPubKey() == nil {
			return name, false
		}
		number := account.GetAccountNumber()
		if ctx.BlockHeight() == 0 {
			number = 0 // as the one that verifies reckons at genesis
		}
		put(binary.LittleEndian.AppendUint64(nil, number))
		put([]byte(account.GetPubKey().Type()))
		put(account.GetPubKey().Bytes())
	}
	return [sha256.Size]byte(h.Sum(nil)), true
}
