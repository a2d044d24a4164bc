package explorer

import (
	"context"
	"math"
	"time"

	sdkquery "github.com/cosmos/cosmos-sdk/types/query"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
)

// maxPositions is how many positions of a coldkey, and validators, are shown.
const maxPositions = 1000

func (a *API) searchAddress(ctx context.Context, text string, add func(kind, id, label string)) error {
	h, err := a.store.Hotkey(ctx, text)
	if err != nil {
		return err
	}
	if h != nil {
		add("hotkey", text, a.cfg.Labels[text])
	}
	account, err := a.store.Account(ctx, text)
	if err == nil && account != nil {
		add("account", text, "")
	}
	return err
}

// moduleNames are those of the modules that hold money, by address.
var moduleNames = func() map[string]string {
	names := map[string]string{}
	for _, name := range index.Modules {
		names[authtypes.NewModuleAddress(name).String()] = name
	}
	return names
}()

func (a *API) accounts(q *query) (List[Account], error) {
	p := q.page()
	if q.err != nil {
		return List[Account]{}, q.err
	}
	all, next, err := a.store.Accounts(q.r.Context(), p)
	return listed(all, next, err, func(t *store.Account) Account {
		return Account{t.Address, moduleNames[t.Address], Rao(t.Rao), t.First, t.Last}
	})
}

// account shows what the chain says now; the index adds when the account came, its rank and its hotkeys.
func (a *API) account(q *query) (*WholeAccount, error) {
	address, ctx := q.path("address"), q.r.Context()
	if q.err != nil {
		return nil, q.err
	}
	out := &WholeAccount{Account: Account{Address: address, Module: moduleNames[address]}, Positions: []Position{}, Hotkeys: []OwnedHotkey{}}
	b, err := banktypes.NewQueryClient(a.client).Balance(ctx, &banktypes.QueryBalanceRequest{Address: address, Denom: tianwang.Denom})
	if err != nil {
		return nil, err
	}
	out.Balance = Rao(b.Balance.Amount.Uint64())
	stakes, err := stakev1.NewQueryClient(a.client).Stakes(ctx, &stakev1.QueryStakesRequest{
		Coldkey: address, Pagination: &sdkquery.PageRequest{Limit: maxPositions},
	})
	if err != nil {
		return nil, err
	}
	for _, s := range stakes.Stakes {
		out.Positions = append(out.Positions, Position{s.Hotkey, Rao(s.Amount)})
		out.Staked += Rao(s.Amount)
	}
	waiting, err := producerv1.NewQueryClient(a.client).Unbonding(ctx, &producerv1.QueryUnbondingRequest{
		Coldkey: address, Pagination: &sdkquery.PageRequest{Limit: maxPositions},
	})
	if err != nil {
		return nil, err
	}
	for _, u := range waiting.Unbondings {
		out.Unbonding += Rao(u.Pays)
	}
	out.Total = out.Balance + out.Staked + out.Unbonding
	return out, a.remember(ctx, out)
}

// remember adds what only the index knows of an account.
func (a *API) remember(ctx context.Context, out *WholeAccount) error {
	known, err := a.store.Account(ctx, out.Address)
	if err != nil {
		return err
	}
	if known != nil {
		out.First, out.Last = known.First, known.Last
	}
	if out.Rank, err = a.store.Rank(ctx, uint64(out.Balance)); err != nil {
		return err
	}
	owned, err := a.store.Owned(ctx, out.Address)
	if err != nil {
		return err
	}
	for _, h := range owned {
		out.Hotkeys = append(out.Hotkeys, OwnedHotkey{h.Address, Rao(h.Rao)})
	}
	h, err := a.store.Hotkey(ctx, out.Address)
	out.IsHotkey = h != nil
	return err
}

func (a *API) balancePoints(q *query) (List[Point], error) {
	address := q.path("address")
	if q.err != nil {
		return List[Point]{}, q.err
	}
	all, err := a.store.Balances(q.r.Context(), address)
	return List[Point]{Data: newPoints(all, a.indexed())}, err
}

func (a *API) stakePoints(q *query) (List[Point], error) {
	address := q.path("address")
	if q.err != nil {
		return List[Point]{}, q.err
	}
	all, err := a.store.Stakes(q.r.Context(), address)
	return List[Point]{Data: newPoints(all, a.indexed())}, err
}

func (a *API) rewards(q *query) (List[Reward], error) {
	address, p := q.path("address"), q.page()
	if q.err != nil {
		return List[Reward]{}, q.err
	}
	all, next, err := a.store.Rewards(q.r.Context(), address, p)
	return listed(all, next, err, func(r *store.Reward) Reward { return Reward{r.Height, Rao(r.Owner), Rao(r.Pool), Rao(r.Stake)} })
}

// Lengths of time, in blocks of the public chain, over which a yield is measured: as long as there are blocks, at most.
const (
	dayBlocks    = 7200
	yieldWindow  = 7 * dayBlocks
	yearDays     = 365
	secondsADay  = 86400
	paceMeasured = 100 // blocks
	absurd       = 1e9
)

// pace is the average time between the latest blocks, 0 before there are two.
func (a *API) pace(ctx context.Context) (time.Duration, error) {
	all, _, err := a.store.Blocks(ctx, store.Page{Limit: paceMeasured})
	if err != nil || len(all) < 2 {
		return 0, err
	}
	last := all[len(all)-1]
	return all[0].Time.Sub(last.Time) / time.Duration(len(all)-1), nil
}

func (a *API) validators(q *query) (List[Validator], error) {
	all, err := a.judges(q)
	return List[Validator]{Data: all}, err
}

func (a *API) validator(q *query) (*Validator, error) {
	address := q.path("address")
	all, err := a.judges(q)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Hotkey == address {
			return &all[i], nil
		}
	}
	return nil, notFound("unknown_validator", "%s is no hotkey of this chain", address)
}

// judges lists the hotkeys that stake can be put on, with what it earned in the window that the question names.
func (a *API) judges(q *query) ([]Validator, error) {
	window := q.number("window_blocks", math.MaxInt32)
	if q.err != nil {
		return nil, q.err
	}
	ctx := q.r.Context()
	all, err := stakev1.NewQueryClient(a.client).Delegates(ctx, &stakev1.QueryDelegatesRequest{Pagination: &sdkquery.PageRequest{Limit: maxPositions}})
	if err != nil {
		return nil, err
	}
	shape, err := a.yields(ctx, window)
	if err != nil {
		return nil, err
	}
	out := make([]Validator, 0, len(all.Delegates))
	for i := range all.Delegates {
		out = append(out, shape(&all.Delegates[i]))
	}
	return out, nil
}

// yields measures what stake earned in the latest blocks, and returns how a validator is shown.
func (a *API) yields(ctx context.Context, window uint64) (func(*stakev1.Delegate) Validator, error) {
	at := a.indexed()
	if window == 0 {
		window = yieldWindow
	}
	window = min(window, at)
	earned, err := a.store.Yields(ctx, at-window+1)
	if err != nil {
		return nil, err
	}
	totals, err := a.store.Totals(ctx)
	if err != nil {
		return nil, err
	}
	pace, err := a.pace(ctx)
	if err != nil {
		return nil, err
	}
	up, err := a.uptimes(ctx, at-window+1, earned)
	if err != nil {
		return nil, err
	}
	days := float64(window) * pace.Seconds() / secondsADay
	return func(d *stakev1.Delegate) Validator {
		v := Validator{
			Hotkey: d.Hotkey, Label: a.cfg.Labels[d.Hotkey], Owner: d.Owner, Stake: Rao(d.Stake), OwnStake: Rao(d.OwnStake), Take: fraction(d.Take),
			Nominators: d.Nominators, Seats: []Seat{}, Return: earned[d.Hotkey].Return, Window: window,
			Uptime: up.of(d.Hotkey, d.Seats),
		}
		for _, s := range d.Seats {
			v.Seats = append(v.Seats, Seat{s.Netuid, s.Uid, s.Permit, Rao(s.Dividends)})
		}
		if totals.Staked > 0 {
			v.Share = float64(d.Stake) / float64(totals.Staked)
		}
		if days > 0 {
			daily := v.Return / days
			v.APR = daily * yearDays
			if y := math.Pow(1+daily, yearDays) - 1; y < absurd {
				v.APY = &y
			}
		}
		return v
	}, nil
}

func (a *API) tokenomics(q *query) (*Tokenomics, error) {
	ctx := q.r.Context()
	supply, err := a.supply(q)
	if err != nil {
		return nil, err
	}
	eras, err := emissionv1.NewQueryClient(a.client).Schedule(ctx, &emissionv1.QueryScheduleRequest{})
	if err != nil {
		return nil, err
	}
	totals, err := a.store.Totals(ctx)
	if err != nil {
		return nil, err
	}
	pace, err := a.pace(ctx)
	if err != nil {
		return nil, err
	}
	out := &Tokenomics{Supply: *supply, Staked: Rao(totals.Staked), Eras: []Era{}}
	latest, err := a.store.Block(ctx, a.indexed())
	if err != nil {
		return nil, err
	}
	for _, e := range eras.Eras {
		era := Era{Era: e.Era, BlockReward: Rao(e.BlockReward), FromSupply: Rao(e.FromSupply), FromHeight: e.FromHeight}
		if latest != nil && e.FromHeight > latest.Height {
			seconds := float64(e.FromHeight-latest.Height) * pace.Seconds()
			era.FromTime = stamp(latest.Time.AddDate(0, 0, int(seconds/secondsADay)))
		}
		out.Eras = append(out.Eras, era)
	}
	return out, nil
}
