package localnet

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// Terms of the faucet.
const (
	drip       = tokenomics.RaoPerTAO // what a request gets
	dripEvery  = 30                   // blocks until the same address gets something again
	maxRequest = 1 << 10              // bytes
)

// faucet gives TAO away that its account has earned by mining: it takes out stake when its balance runs low, and when
// there is none it says so. Nothing is minted for it.
type faucet struct {
	key    client.Signer
	client *client.Client
	height func() uint64
	log    *slog.Logger

	mu    sync.Mutex // one gift at a time
	given map[string]uint64
}

func newFaucet(key client.Signer, c *client.Client, height func() uint64, log *slog.Logger) *faucet {
	return &faucet{key: key, client: c, height: height, log: log, given: map[string]uint64{}}
}

// gift is the answer of the faucet.
type gift struct {
	Tx     string `json:"tx"`
	Height uint64 `json:"height"`
	Amount string `json:"amount_rao"`
}

// ServeHTTP answers {"address":"tao1…"} with a gift.
func (f *faucet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Address string `json:"address"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest)).Decode(&q); err != nil {
		refuse(w, http.StatusBadRequest, "bad_request", `a body like {"address":"tao1…"} is needed`)
		return
	}
	to, err := sdk.AccAddressFromBech32(q.Address)
	if err != nil {
		refuse(w, http.StatusBadRequest, "bad_address", fmt.Sprintf("address %q: %v", q.Address, err))
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.height()
	if next := f.given[q.Address] + dripEvery; f.given[q.Address] > 0 && now < next {
		refuse(w, http.StatusTooManyRequests, "too_soon", fmt.Sprintf("%s can ask again at block %d, now is block %d", q.Address, next, now))
		return
	}
	res, err := f.give(r.Context(), to)
	if err != nil {
		f.log.Warn("nothing given", "to", q.Address, "err", err)
		refuse(w, http.StatusServiceUnavailable, "dry", fmt.Sprintf("the faucet has nothing to give: %v", err))
		return
	}
	f.given[q.Address] = now
	writeJSON(w, http.StatusOK, gift{Tx: res.Hash, Height: res.Height, Amount: strconv.FormatUint(drip, 10)})
}

// give sends a drip, and takes stake out for it when the balance does not reach.
func (f *faucet) give(ctx context.Context, to sdk.AccAddress) (*client.Result, error) {
	msg := &banktypes.MsgSend{FromAddress: f.key.Address(), ToAddress: to.String(), Amount: coins(drip)}
	fee, err := f.client.Fee(ctx, msg)
	if err != nil {
		return nil, err
	}
	b, err := banktypes.NewQueryClient(f.client).Balance(ctx, &banktypes.QueryBalanceRequest{Address: f.key.Address(), Denom: tianwang.Denom})
	if err != nil {
		return nil, err
	}
	if need := math.NewIntFromUint64(drip + fee); b.Balance.Amount.LT(need) {
		if err := f.refill(ctx, need.Sub(b.Balance.Amount).Uint64()); err != nil {
			return nil, err
		}
	}
	return f.client.Send(ctx, f.key, msg)
}

// refill takes at least need rao out of the largest stake, and up to ten drips, so that it is not done for each gift.
func (f *faucet) refill(ctx context.Context, need uint64) error {
	r, err := stakev1.NewQueryClient(f.client).Stakes(ctx, &stakev1.QueryStakesRequest{Coldkey: f.key.Address()})
	if err != nil {
		return err
	}
	var most stakev1.Stake
	for _, s := range r.Stakes {
		if s.Amount > most.Amount {
			most = s
		}
	}
	msg := &stakev1.MsgRemoveStake{Coldkey: f.key.Address(), Hotkey: most.Hotkey}
	fee, err := f.client.Fee(ctx, msg)
	if err != nil {
		return err
	}
	if most.Amount < need+2*fee {
		return fmt.Errorf("its miners have earned %s TAO so far, wait for the next epoch", tokenomics.FormatTAO(most.Amount))
	}
	msg.Amount = min(most.Amount-fee, need+10*drip)
	_, err = f.client.Send(ctx, f.key, msg)
	return err
}

func coins(rao uint64) sdk.Coins {
	return sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(rao)))
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	writeJSON(w, status, map[string]any{"error": map[string]string{"code": code, "message": message}})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone; nothing to be done
}
