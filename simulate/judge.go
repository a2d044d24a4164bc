package simulate

import (
	"math"

	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/yuma"
)

// promise is a row, or the drafts of one, that is to be revealed in an epoch.
type promise struct {
	epoch, height uint64
	rows          []yuma.Row
}

// judge reveals what is due, and lets all validators judge in their order: the later ones see the rows of the earlier
// ones, unless these are secret.
func (m *market) judge(epoch uint64) error {
	for _, choosy := range []bool{false, true} { // who may choose waits for the others
		for i, n := range m.neurons {
			if n.judge && (m.Validators[n.group].Drafts > 1) == choosy {
				m.reveal(i, epoch)
			}
		}
	}
	for i, n := range m.neurons {
		if !n.judge {
			continue
		}
		group := m.Validators[n.group]
		var drafts []yuma.Row
		for range max(group.Drafts, 1) {
			scores := group.Judge(m.view(epoch, i))
			if scores == nil {
				continue // it says nothing in this epoch
			}
			row, err := m.row(scores)
			if err != nil {
				return err
			}
			drafts = append(drafts, row)
		}
		switch p := (promise{epoch + m.Rules.RevealPeriod, m.in.Block, drafts}); {
		case len(drafts) == 0:
		case m.Rules.RevealPeriod == 0:
			m.show(i, p)
		default:
			n.pledges = append(n.pledges, p)
		}
	}
	return nil
}

// reveal shows what a validator has promised for this epoch and forgets what is too late.
func (m *market) reveal(uid int, epoch uint64) {
	n := m.neurons[uid]
	var left []promise
	for _, p := range n.pledges {
		switch schedule.RevealWindow(p.epoch, epoch) {
		case schedule.Open:
			m.show(uid, p)
		case schedule.TooEarly:
			left = append(left, p)
		case schedule.Expired: // forgotten
		}
	}
	n.pledges = left
}

// show makes a row count: of several drafts, the one nearest to what the others say.
func (m *market) show(uid int, p promise) {
	best, least := 0, math.Inf(1)
	if len(p.rows) > 1 {
		median := m.view(p.epoch, uid).median()
		for k, row := range p.rows {
			if d := distance(proportions(row, len(m.neurons)), median); d < least {
				best, least = k, d
			}
		}
	}
	m.in.Weights[uid], m.in.LastUpdate[uid], m.in.WeightsAt[uid] = p.rows[best], m.in.Block, p.height
}

// row puts scores into the form that the chain stores; nobody above zero is an empty row.
func (m *market) row(scores []float64) (yuma.Row, error) {
	units := make([]uint64, len(m.neurons))
	any := false
	for j, s := range scores {
		units[j] = uint64(max(s, 0) * (1 << 32))
		any = any || units[j] > 0
	}
	if !any {
		return nil, nil
	}
	row, err := weights.FromScores(units, m.limits())
	return row.Pack(), err
}

// proportions returns a row as parts of 1.
func proportions(row yuma.Row, n int) []float64 {
	out, sum := make([]float64, n), 0.0
	for _, e := range row.Entries() {
		sum += float64(e.Value)
	}
	for _, e := range row.Entries() {
		if int(e.UID) < n && sum > 0 {
			out[e.UID] = float64(e.Value) / sum
		}
	}
	return out
}

// distance is the sum of differences.
func distance(a, b []float64) (d float64) {
	for j := range a {
		d += math.Abs(a[j] - b[j])
	}
	return d
}
