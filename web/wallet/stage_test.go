//go:build e2e

package wallet_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/cosmos/cosmos-sdk/types/tx"
	bank "github.com/cosmos/cosmos-sdk/x/bank/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/explorer/relay"
	"github.com/tianwang-net/tianwang/web"
)

// Addresses of the stage: two validators, one of which lost its seat, and two that look alike.
const (
	judge  = "tao1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnfe358u"
	idler  = "tao1pvc9275lcn5suv6c0k3v0mq3xedcpfw2d9gzm7"
	twin   = "tao1pvc9275lcn5sakzn8sd8v5svzddcpfw2eagzm7" // begins and ends like the idler
	wages  = 1_000_000                                    // millionths of a rao for one unit of gas
	needed = 100_000                                      // gas that everything takes
	fee    = 140_000                                      // rao, for what is needed and the wallet's margin
)

// stage is a chain that does what a test wants, behind the real pages of the wallet and the app. It makes a block of every
// transaction.
type stage struct {
	t           *testing.T
	app, wallet string

	mu         sync.Mutex
	height     uint64
	balances   map[string]uint64
	stakes     map[string]map[string]uint64 // by coldkey and hotkey
	next       map[string]uint64            // the sequence that comes next
	outcomes   map[string]relay.Outcome
	validators []explorer.Validator
	fate       relay.Outcome // code and words of what becomes of the next transactions
	rivals     int           // transactions of others with the same key, each of which comes first
	received   int           // how many were sent, whatever became of them
}

// newStage raises the curtain.
func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{
		t: t, height: 100, balances: map[string]uint64{}, stakes: map[string]map[string]uint64{}, next: map[string]uint64{}, outcomes: map[string]relay.Outcome{},
		validators: []explorer.Validator{
			{Hotkey: judge, Label: "Judge", Stake: 5 * tao, Share: 0.4, Take: 0.1, Return: 0.02, Window: 500_000, APR: 0.2, Uptime: new(0.975), Seats: []explorer.Seat{{Netuid: 1, UID: 2, Permit: true}}},
			{Hotkey: idler, Label: "Idler", Stake: tao, Share: 0.1, Take: 0.05, Window: 500_000, Seats: []explorer.Seat{{Netuid: 1, UID: 3}}},
		},
	}
	api := http.NewServeMux()
	for pattern, answer := range map[string]func(*http.Request) (any, error){
		"GET /status": s.status, "GET /validators": s.judges, "GET /validators/{hotkey}": s.judge, "GET /terms": s.terms,
		"GET /accounts/{address}": s.account, "GET /transfers": s.nothing, "GET /moves": s.nothing,
		"GET /chain": s.chain, "GET /chain/accounts/{address}": s.signer, "GET /chain/txs/{hash}": s.outcome,
		"POST /chain/simulate": s.simulate, "POST /chain/txs": s.broadcast, "POST /faucet": s.faucet,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		api.HandleFunc(method+" /api/v1"+path, s.answer(answer))
	}
	serve := func(pages http.Handler) string {
		mux := http.NewServeMux()
		mux.Handle("/", pages)
		mux.Handle("/api/v1/", api)
		srv := httptest.NewServer(mux)
		t.Cleanup(func() {
			srv.CloseClientConnections()
			srv.Close()
		})
		return srv.URL
	}
	s.app, s.wallet = serve(web.App()), serve(web.Wallet())
	return s
}

// change changes what the chain knows.
func (s *stage) change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// rich gives an account a balance, and a stake on each validator.
func (s *stage) rich(address string, balance, stake uint64) {
	s.change(func() {
		s.balances[address] = balance
		s.stakes[address] = map[string]uint64{judge: stake, idler: stake}
	})
}

func (s *stage) answer(get func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		v, err := get(r)
		w.Header().Set("Content-Type", "application/json")
		switch {
		case err != nil:
			w.WriteHeader(http.StatusUnprocessableEntity)
			v = map[string]any{"error": map[string]string{"code": "sdk/32", "message": err.Error()}}
		case v == nil:
			w.WriteHeader(http.StatusNotFound)
		}
		_ = json.NewEncoder(w).Encode(v)
	}
}

func (s *stage) status(*http.Request) (any, error) {
	urls := map[string]string{"app": s.app, "wallet": s.wallet, "faucet": "/api/v1/faucet"}
	return explorer.Status{ChainID: "stage-1", Ready: true, Height: s.height, URLs: urls}, nil
}

func (s *stage) nothing(*http.Request) (any, error) { return explorer.List[any]{Data: []any{}}, nil }

func (s *stage) judges(*http.Request) (any, error) {
	return explorer.List[explorer.Validator]{Data: s.validators}, nil
}

func (s *stage) judge(r *http.Request) (any, error) {
	for _, v := range s.validators {
		if v.Hotkey == r.PathValue("hotkey") {
			return v, nil
		}
	}
	return nil, nil
}

func (s *stage) terms(*http.Request) (any, error) {
	return map[string]any{"fee_rao": "140000", "min_nomination_rao": "100000000", "unbonding_blocks": 0}, nil
}

func (s *stage) account(r *http.Request) (any, error) {
	address := r.PathValue("address")
	a := explorer.WholeAccount{
		Account: explorer.Account{Address: address, Balance: explorer.Rao(s.balances[address])}, Positions: []explorer.Position{}, Hotkeys: []explorer.OwnedHotkey{},
	}
	for _, v := range s.validators {
		if held := explorer.Rao(s.stakes[address][v.Hotkey]); held > 0 {
			a.Positions = append(a.Positions, explorer.Position{Hotkey: v.Hotkey, Rao: held})
			a.Staked += held
		}
	}
	a.Total = a.Balance + a.Staked
	return a, nil
}

func (s *stage) faucet(r *http.Request) (any, error) {
	var q struct{ Address string }
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		return nil, err
	}
	s.height++
	s.balances[q.Address] += 3 * tao
	return map[string]any{"tx": "AB", "height": s.height, "amount_rao": "3000000000"}, nil
}

func (s *stage) chain(*http.Request) (any, error) {
	return relay.Chain{ChainID: "stage-1", Height: s.height, GasPrice: wages, FreeMessages: []string{}, MinStake: tao / 10, RPC: "http://rpc.test", REST: "http://rest.test"}, nil
}

func (s *stage) signer(r *http.Request) (any, error) {
	address := r.PathValue("address")
	balance, there := s.balances[address]
	return relay.Signer{Exists: there, Number: 7, Next: s.next[address], Balance: explorer.Rao(balance)}, nil
}

func (s *stage) simulate(*http.Request) (any, error) { return relay.Rehearsed{Gas: needed}, nil }

func (s *stage) outcome(r *http.Request) (any, error) {
	if o, ok := s.outcomes[r.PathValue("hash")]; ok {
		return o, nil
	}
	return nil, nil
}

// broadcast takes a transaction whose sequence is right, and puts it into a block.
func (s *stage) broadcast(r *http.Request) (any, error) {
	s.received++
	var q relay.Signed
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(q.Tx)
	if err != nil {
		return nil, err
	}
	var all tx.TxRaw
	var body tx.TxBody
	var info tx.AuthInfo
	for _, part := range []struct {
		of   func() []byte
		into interface{ Unmarshal([]byte) error }
	}{{func() []byte { return raw }, &all}, {func() []byte { return all.BodyBytes }, &body}, {func() []byte { return all.AuthInfoBytes }, &info}} {
		if err := part.into.Unmarshal(part.of()); err != nil {
			return nil, err
		}
	}
	from, act, err := s.meaning(body.Messages[0].TypeUrl, body.Messages[0].Value)
	if err != nil {
		return nil, err
	}
	if s.rivals > 0 {
		s.rivals--
		s.next[from]++
	}
	if got, want := info.SignerInfos[0].Sequence, s.next[from]; got != want {
		return nil, fmt.Errorf("account sequence mismatch, expected %d, got %d: incorrect account sequence", want, got)
	}
	s.height++
	s.next[from]++
	s.balances[from] -= info.Fee.Amount.AmountOf("rao").Uint64()
	hash := fmt.Sprintf("%X", sha256.Sum256(raw))
	o := s.fate
	if o.Code == 0 {
		act()
	}
	o.Hash, o.Height = hash, s.height
	s.outcomes[hash] = o
	return relay.Sent{Hash: hash}, nil
}

// meaning returns whose transaction it is, and what it does.
func (s *stage) meaning(kind string, value []byte) (from string, act func(), err error) {
	move := func(coldkey, off, on string, amount uint64, all bool) {
		if all {
			amount = s.stakes[coldkey][off]
		}
		if s.stakes[coldkey] == nil {
			s.stakes[coldkey] = map[string]uint64{}
		}
		for place, sign := range map[string]bool{off: false, on: true} {
			switch {
			case place == "" && sign:
				s.balances[coldkey] += amount
			case place == "":
				s.balances[coldkey] -= amount
			case sign:
				s.stakes[coldkey][place] += amount
			default:
				s.stakes[coldkey][place] -= amount
			}
		}
	}
	switch kind {
	case "/tianwang.stake.v1.MsgAddStake":
		var m stakev1.MsgAddStake
		err = m.Unmarshal(value)
		return m.Coldkey, func() { move(m.Coldkey, "", m.Hotkey, m.Amount, false) }, err
	case "/tianwang.stake.v1.MsgMoveStake":
		var m stakev1.MsgMoveStake
		err = m.Unmarshal(value)
		return m.Coldkey, func() { move(m.Coldkey, m.From, m.To, m.Amount, m.All) }, err
	case "/cosmos.bank.v1beta1.MsgSend":
		var m bank.MsgSend
		err = m.Unmarshal(value)
		return m.FromAddress, func() {
			amount := m.Amount.AmountOf("rao").Uint64()
			s.balances[m.FromAddress] -= amount
			s.balances[m.ToAddress] += amount
		}, err
	}
	return "", nil, fmt.Errorf("the stage knows no %s", kind)
}
