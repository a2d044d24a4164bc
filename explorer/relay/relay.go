// Package relay is what a wallet in a browser needs of the chain: the terms of a transaction, a rehearsal, sending, and what
// became of it. A page may talk to its own origin only, so that every origin with a wallet serves this.
//
// Nothing secret passes here: transactions arrive signed, and nothing takes words, keys or passwords.
package relay

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"reflect"
	"regexp"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer"
)

// maxBody is the size of a request; the chain takes no transaction that is larger.
const maxBody = 1 << 20

// Config says where programs of the person's own, such as Keplr, reach the chain; empty for nowhere.
type Config struct {
	RPC, REST string
}

type relay struct {
	cfg Config
	c   *client.Client
	log *slog.Logger
}

// New serves the paths below /api/v1/chain.
func New(cfg Config, c *client.Client, log *slog.Logger) explorer.Part {
	r := &relay{cfg, c, log}
	mux := http.NewServeMux()
	p := explorer.Part{Handler: mux}
	add := func(method, path, about string, body, answer reflect.Type, get func(*http.Request) (any, error)) {
		mux.Handle(method+" "+path, r.answer(get))
		p.Operations = append(p.Operations, explorer.Operation{Method: method, Path: path, About: about, Body: body, Answer: answer})
	}
	signed := reflect.TypeFor[Signed]()
	add("GET", "/api/v1/chain", "The terms of a transaction", nil, reflect.TypeFor[Chain](), r.chain)
	add("GET", "/api/v1/chain/accounts/{address}", "What a signature says of an account", nil, reflect.TypeFor[Signer](), r.account)
	add("GET", "/api/v1/chain/txs/{hash}", "What became of a transaction", nil, reflect.TypeFor[Outcome](), r.outcome)
	add("POST", "/api/v1/chain/simulate", "Rehearse a transaction", signed, reflect.TypeFor[Rehearsed](), r.simulate)
	add("POST", "/api/v1/chain/txs", "Send a transaction", signed, reflect.TypeFor[Sent](), r.broadcast)
	return p
}

// Signed is a transaction to rehearse or to send.
type Signed struct {
	Tx string `json:"tx"` // base64
}

// Rehearsed is what a transaction would take.
type Rehearsed struct {
	Gas uint64 `json:"gas_used,string"`
}

// Sent names a transaction that a node has taken; whether it gets into a block, its outcome says.
type Sent struct {
	Hash string `json:"hash"`
}

// Chain is what a transaction has to say of the chain, and what a wallet tells people.
type Chain struct {
	ChainID      string       `json:"chain_id"`
	Height       uint64       `json:"height,string"`
	GasPrice     uint64       `json:"gas_price,string"` // millionths of a rao for one unit of gas
	FreeMessages []string     `json:"free_messages"`
	MinStake     explorer.Rao `json:"min_stake_rao"`           // the least that a nominator may hold on a hotkey
	Unbonding    uint64       `json:"unbonding_blocks,string"` // how long stake waits that leaves a producer of blocks
	RPC          string       `json:"rpc,omitempty"`
	REST         string       `json:"rest,omitempty"`
}

func (r *relay) chain(req *http.Request) (any, error) {
	ctx := req.Context()
	id, err := r.c.ChainID(ctx)
	if err != nil {
		return nil, err
	}
	height, err := r.c.Height(ctx)
	if err != nil {
		return nil, err
	}
	fees, err := emissionv1.NewQueryClient(r.c).Params(ctx, &emissionv1.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	stakes, err := stakev1.NewQueryClient(r.c).Params(ctx, &stakev1.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	producers, err := producerv1.NewQueryClient(r.c).Params(ctx, &producerv1.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	return Chain{
		ChainID: id, Height: height, GasPrice: fees.Params.GasPrice, FreeMessages: fees.Params.FreeMessages,
		MinStake: explorer.Rao(stakes.Params.MinNomination), Unbonding: producers.Params.UnbondingPeriod, RPC: r.cfg.RPC, REST: r.cfg.REST,
	}, nil
}

// Signer is what a signature has to say of an account.
type Signer struct {
	Exists  bool         `json:"exists"` // an account exists once it has received something
	Number  uint64       `json:"account_number,string"`
	Next    uint64       `json:"sequence,string"`
	Balance explorer.Rao `json:"balance_rao"`
}

func (r *relay) account(req *http.Request) (any, error) {
	address, ctx := req.PathValue("address"), req.Context()
	if _, err := sdk.AccAddressFromBech32(address); err != nil {
		return nil, &explorer.Problem{Status: http.StatusBadRequest, Code: "bad_address", Message: fmt.Sprintf("address %q: %v", address, err)}
	}
	info, err := authtypes.NewQueryClient(r.c).AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: address})
	if status.Code(err) == codes.NotFound {
		return Signer{}, nil
	}
	if err != nil {
		return nil, err
	}
	b, err := banktypes.NewQueryClient(r.c).Balance(ctx, &banktypes.QueryBalanceRequest{Address: address, Denom: tianwang.Denom})
	if err != nil {
		return nil, err
	}
	return Signer{true, info.Info.AccountNumber, info.Info.Sequence, explorer.Rao(b.Balance.Amount.Uint64())}, nil
}

// Outcome is what became of a transaction.
type Outcome struct {
	Hash      string `json:"hash"`
	Height    uint64 `json:"height"`
	Code      uint32 `json:"code"`
	Codespace string `json:"codespace,omitempty"`
	Log       string `json:"log"`
}

var hashForm = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)

func (r *relay) outcome(req *http.Request) (any, error) {
	hash := req.PathValue("hash")
	if !hashForm.MatchString(hash) {
		return nil, &explorer.Problem{Status: http.StatusBadRequest, Code: "bad_hash", Message: "a hash has 64 hexadecimal digits"}
	}
	tx, err := r.c.FindTx(req.Context(), hash)
	if err != nil {
		return nil, err
	}
	if tx == nil {
		return nil, &explorer.Problem{Status: http.StatusNotFound, Code: "unknown_tx", Message: "the transaction is in no block"}
	}
	return Outcome{tx.Hash, tx.Height, tx.Code, tx.Codespace, tx.Log}, nil
}

func (r *relay) simulate(req *http.Request) (any, error) {
	tx, err := readTx(req)
	if err != nil {
		return nil, err
	}
	gas, err := r.c.Simulate(req.Context(), tx)
	if s, ok := status.FromError(err); ok && err != nil && !errors.Is(err, client.ErrNoNode) {
		return nil, &explorer.Problem{Status: http.StatusUnprocessableEntity, Code: "would_fail", Message: s.Message()}
	}
	return Rehearsed{gas}, err
}

func (r *relay) broadcast(req *http.Request) (any, error) {
	tx, err := readTx(req)
	if err != nil {
		return nil, err
	}
	hash, err := r.c.Broadcast(req.Context(), tx)
	if refused, ok := errors.AsType[*client.Refused](err); ok {
		return nil, &explorer.Problem{Status: http.StatusUnprocessableEntity, Code: fmt.Sprintf("%s/%d", refused.Codespace, refused.Code), Message: refused.Reason}
	}
	return Sent{hash}, err
}

// readTx reads the body of a request. Its type makes browsers ask first before pages of others send one.
func readTx(req *http.Request) ([]byte, error) {
	bad := func(message string) error {
		return &explorer.Problem{Status: http.StatusBadRequest, Code: "bad_request", Message: message}
	}
	if kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, &explorer.Problem{Status: http.StatusUnsupportedMediaType, Code: "bad_type", Message: "Content-Type application/json is needed"}
	}
	var body Signed
	if err := json.NewDecoder(http.MaxBytesReader(nil, req.Body, maxBody)).Decode(&body); err != nil {
		return nil, bad("a JSON object with the transaction in base64 as tx is needed, of at most 1 MiB")
	}
	tx, err := base64.StdEncoding.DecodeString(body.Tx)
	if err != nil || len(tx) == 0 {
		return nil, bad("tx is no base64")
	}
	return tx, nil
}

// answer writes what a question comes to.
func (r *relay) answer(get func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		code := http.StatusOK
		v, err := get(req)
		if err != nil {
			p, ok := errors.AsType[*explorer.Problem](err)
			if !ok {
				if !errors.Is(err, context.Canceled) {
					r.log.Warn("the chain could not be asked", "path", req.URL.Path, "err", err)
				}
				p = &explorer.Problem{Status: http.StatusServiceUnavailable, Code: "unavailable", Message: "the chain does not answer, try again"}
			}
			v, code = map[string]any{"error": p}, p.Status
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(code)
		if err := json.NewEncoder(w).Encode(v); err != nil {
			r.log.Debug("answer not written", "err", err)
		}
	})
}
