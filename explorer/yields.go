package explorer

import (
	"context"
	"time"

	sdkquery "github.com/cosmos/cosmos-sdk/types/query"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/explorer/store"
)

// windows are the times over which yields are measured.
var windows = []struct {
	name string
	long time.Duration
}{{"1h", time.Hour}, {"1d", 24 * time.Hour}, {"7d", 7 * 24 * time.Hour}, {"30d", 30 * 24 * time.Hour}}

// measured is what all hotkeys earned in a stretch of time.
type measured struct {
	name   string
	blocks uint64
	long   time.Duration // that there really are blocks of
	whole  bool
	by     map[string]store.Yield
}

// realised says what stake really earned with each validator, by the time of the blocks.
func (a *API) realised(q *query) (List[RealisedYield], error) {
	ctx := q.r.Context()
	none := List[RealisedYield]{}
	all, err := stakev1.NewQueryClient(a.client).Delegates(ctx, &stakev1.QueryDelegatesRequest{Pagination: &sdkquery.PageRequest{Limit: maxPositions}})
	if err != nil {
		return none, err
	}
	spans, err := a.spans(ctx)
	if err != nil {
		return none, err
	}
	out := List[RealisedYield]{Data: []RealisedYield{}}
	for _, d := range all.Delegates {
		y := RealisedYield{Hotkey: d.Hotkey, Label: a.cfg.Labels[d.Hotkey], Stake: Rao(d.Stake), Take: fraction(d.Take), Windows: []Window{}}
		for _, s := range spans {
			earned := s.by[d.Hotkey]
			w := Window{Name: s.name, Blocks: s.blocks, Whole: s.whole, Return: earned.Return, Rewards: earned.Rewards, Earned: Rao(earned.Pool)}
			if days := s.long.Hours() / 24; days > 0 {
				w.APR = earned.Return / days * yearDays
			}
			y.Windows = append(y.Windows, w)
		}
		out.Data = append(out.Data, y)
	}
	return out, nil
}

// spans measures over each of the windows, back from the latest block. A window is whole if the index has blocks for all of it.
func (a *API) spans(ctx context.Context) ([]measured, error) {
	top := a.indexed()
	latest, err := a.store.Block(ctx, top)
	if err != nil || latest == nil {
		return nil, err
	}
	out := []measured{}
	for _, w := range windows {
		since, err := a.store.HeightAt(ctx, latest.Time.Add(-w.long))
		if err != nil {
			return nil, err
		}
		first, err := a.store.Block(ctx, since)
		if err != nil {
			return nil, err
		}
		before, err := a.store.Block(ctx, since-1)
		if err != nil {
			return nil, err
		}
		by, err := a.store.Yields(ctx, since)
		if err != nil {
			return nil, err
		}
		m := measured{name: w.name, blocks: top - since + 1, long: w.long, whole: before != nil, by: by}
		if first != nil && before == nil {
			m.long = latest.Time.Sub(first.Time)
		}
		out = append(out, m)
	}
	return out, nil
}
