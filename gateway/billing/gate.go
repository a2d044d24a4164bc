package billing

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/internal/serve"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

// Header fields of a paid gateway. In a stream the cost is a comment before the end, in the same words.
const (
	HeaderCost    = "Tianwang-Cost"    // of an answer: rao
	HeaderVoucher = "Tianwang-Voucher" // of a request: the next voucher, in its text form
)

// pathTasks begins the paths that name a subnet by its number.
const pathTasks = "/v1/tasks/"

// settleWithin is how long the books may take for a request whose client may be gone.
const settleWithin = 10 * time.Second

// Market names what can be asked for. A gateway.Router is one.
type Market interface {
	// Models returns the subnets that can be asked, each model once.
	Models() []gateway.Subnet
}

// Composer knows the models that are composed of others. An ensemble.Ensemble is one.
type Composer interface {
	// Netuids returns the subnets that a composed model is made of, one for each part; the error says that there is no such
	// model, or not now.
	Netuids(id string) ([]uint32, error)
	// IDs returns the ids of all composed models.
	IDs() []string
}

// Config is what a gateway asks for and allows.
type Config struct {
	Chain   string // id of the chain
	Gateway string // address that the channels pay
	Signer  string // public key that signs vouchers for who opens a channel so, compressed, hexadecimal
	Prices  ledger.Prices
	Compose Composer         // composed models; nil for none
	Credit  uint64           // rao that no voucher need cover; by as much, and one request, a voucher may run ahead
	MaxBody int64            // bytes of a request's body; 1 MiB
	Now     func() time.Time // the clock; time.Now
}

// Gate is the API of a paid gateway. Safe for concurrent use.
type Gate struct {
	cfg     Config
	books   *books.Books
	settler *Settler
	market  Market
	next    http.Handler
	log     *slog.Logger
	mux     *http.ServeMux

	stopping atomic.Bool

	mu    sync.Mutex
	later map[string]books.Outcome // settlements that the books did not take yet, by request
}

// New puts a gate before the API of a gateway.
func New(cfg Config, b *books.Books, settler *Settler, market Market, next http.Handler, log *slog.Logger) *Gate {
	if cfg.MaxBody == 0 {
		cfg.MaxBody = 1 << 20
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	g := &Gate{
		cfg: cfg, books: b, settler: settler, market: market, next: next, log: log, mux: http.NewServeMux(),
		later: map[string]books.Outcome{},
	}
	g.routes()
	return g
}

// Pricing is what the list of models says of a model's price, who is made of subnets; it is a hook of the API. Amounts are
// decimal strings.
func (c Config) Pricing(model string, netuids []uint32) any {
	p := c.Prices.OfModel(model, netuids)
	return pricing{Unit: "rao", Request: p.Request, PerKiB: p.PerKiB, MaxKiB: p.KiB, Most: p.Most()}
}

type pricing struct {
	Unit    string `json:"unit"`
	Request uint64 `json:"request,string"`
	PerKiB  uint64 `json:"per_kib,string"`
	MaxKiB  uint64 `json:"max_kib"`
	Most    uint64 `json:"most,string"`
}

// ServeHTTP answers one request.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.mux.ServeHTTP(w, r) }

// Stopping says that the gateway stops: whose connection is cut from now on did not leave.
func (g *Gate) Stopping() { g.stopping.Store(true) }

// sell answers a request that is paid for.
func (g *Gate) sell(w http.ResponseWriter, r *http.Request) {
	key, err := g.key(r)
	if err != nil {
		g.refuse(w, err)
		return
	}
	body, err := serve.Body(w, r, g.cfg.MaxBody)
	if err != nil {
		g.refuse(w, unreadable(err))
		return
	}
	o, err := g.find(r, body)
	if err == nil {
		err = key.Admits(r.URL.Path, o.model)
	}
	if err == nil {
		err = g.takeVoucher(r.Context(), r.Header.Get(HeaderVoucher), key.Channel)
	}
	if err != nil {
		g.refuse(w, err)
		return
	}
	named := wire.NewID()
	id := named.String()
	rate, err := g.books.Reserve(r.Context(), books.Request{
		ID: id, Key: key, Netuids: o.netuids, Model: o.model, Amount: o.price.Most(), Credit: g.cfg.Credit,
	})
	if err != nil {
		g.refuse(w, err)
		return
	}
	writeRate(w.Header(), rate)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var rep gateway.Report
	began, first := g.cfg.Now(), time.Duration(0)
	m := &meter{ResponseWriter: w, price: o.price, first: func() { first = g.cfg.Now().Sub(began) }}
	m.settle = func(end ledger.End, out uint64) {
		bill := books.Outcome{
			Cost: ledger.Charge(o.price, end, out), In: uint64(len(body)), Out: out, First: first, Took: g.cfg.Now().Sub(began), End: end,
			Code: rep.Code, Miner: rep.Miner, Contributors: rep.Contributors, Attempts: rep.Attempts,
			TokensIn: counted(m.usage.PromptTokens), TokensOut: counted(m.usage.CompletionTokens),
		}
		if rep.Divide != nil && len(o.netuids) > 1 && bill.Cost > 0 {
			bill.Parts = rep.Divide(bill.Cost)
		}
		g.settle(id, bill)
	}
	defer func() { m.finish(r.Context().Err() != nil, g.stopping.Load()) }() // also when the handler panics
	ctx := gateway.OnReport(dendrite.WithID(r.Context(), named), func(told gateway.Report) { rep = told })
	g.next.ServeHTTP(m, r.WithContext(ctx))
	m.returned = true
}

// counted bounds what an answer says of itself.
func counted(said int) uint64 { return uint64(min(max(said, 0), math.MaxInt32)) }

// secretOf reads the API key of a request.
func secretOf(r *http.Request) ledger.Secret {
	kind, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return ledger.Secret(strings.TrimSpace(secret))
}

// offer is what a request asks for.
type offer struct {
	model   string
	netuids []uint32 // that may be paid, in rising order
	price   ledger.Price
}

// find returns what a request asks for. What is not found here is not passed on: nothing is served for nothing. The API looks in
// the same order.
func (g *Gate) find(r *http.Request, body []byte) (offer, error) {
	var wanted func(gateway.Subnet) bool
	if number, ok := strings.CutPrefix(r.URL.Path, pathTasks); ok {
		n, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			return offer{}, errNoModel
		}
		wanted = func(s gateway.Subnet) bool { return uint64(s.Netuid) == n }
	} else {
		head, err := openai.ReadHead(body)
		switch {
		case err != nil:
			return offer{}, errBody.with(err.Error())
		case head.Model == "":
			return offer{}, errBody.with(`field "model" is missing`)
		}
		if o, ok := g.composed(head.Model); ok {
			return o, nil
		}
		wanted = func(s gateway.Subnet) bool { return s.Model == head.Model }
	}
	for _, s := range g.market.Models() {
		if wanted(s) {
			return offer{s.Model, []uint32{s.Netuid}, g.cfg.Prices.Of(s.Netuid)}, nil
		}
	}
	return offer{}, errNoModel
}

// composed returns a composed model that is on offer.
func (g *Gate) composed(id string) (offer, bool) {
	if g.cfg.Compose == nil {
		return offer{}, false
	}
	parts, err := g.cfg.Compose.Netuids(id)
	if err != nil || len(parts) == 0 {
		return offer{}, false
	}
	price := g.cfg.Prices.OfModel(id, parts)
	slices.Sort(parts)
	return offer{id, slices.Compact(parts), price}, true
}

// maxAhead bounds what is reserved in one subnet, so that no sum overflows; it is more than there can be.
const maxAhead = 1 << 57

// ahead is by how much a voucher may run ahead: the credit, and the most that one request can reserve.
func (g *Gate) ahead() uint64 {
	most := g.cfg.Prices.Highest()
	if g.cfg.Compose != nil {
		for _, id := range g.cfg.Compose.IDs() {
			if o, ok := g.composed(id); ok {
				most = max(most, min(o.price.Most(), maxAhead)*uint64(len(o.netuids)))
			}
		}
	}
	return g.cfg.Credit + most
}

// settle writes how a request ended into the books, or keeps it until they take it.
func (g *Gate) settle(id string, o books.Outcome) {
	ctx, cancel := context.WithTimeout(context.Background(), settleWithin)
	defer cancel()
	_, err := g.books.Settle(ctx, id, o)
	switch {
	case err == nil:
		return
	case errors.Is(err, ledger.ErrReleased), errors.Is(err, ledger.ErrNoReservation):
		g.log.Warn("a request is not charged", "id", id, "err", err)
		return
	}
	g.log.Error("the books do not take a settlement, trying again", "id", id, "err", err)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.later[id] = o
}

// catchUp settles what the books did not take before.
func (g *Gate) catchUp() {
	g.mu.Lock()
	later := g.later
	g.later = map[string]books.Outcome{}
	g.mu.Unlock()
	for id, o := range later {
		g.settle(id, o)
	}
}
