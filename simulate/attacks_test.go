package simulate_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/tianwang-net/tianwang/simulate"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/yuma"
)

// versions are those that a subnet would choose today.
var versions = []string{"yuma1", "yuma3", "yuma3n"}

// play plays a scenario that comes with the program, three times with different chances, and returns the means by group.
func play(t *testing.T, name string, settings ...string) map[string]simulate.Line {
	t.Helper()
	source, err := simulate.Source(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := simulate.Parse(source, settings...)
	if err != nil {
		t.Fatal(err)
	}
	s.Vary = nil
	played, err := s.Play(3, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]simulate.Line{}
	for _, l := range played[0].Lines {
		lines[l.Name] = l
	}
	return lines
}

// want holds a number between bounds and says what it is.
func want(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	t.Logf("%s: %.4f", what, got)
	if math.IsNaN(got) || got < low || got > high {
		t.Errorf("%s: %.4f, want %v to %v", what, got, low, high)
	}
}

// TestA1_Copier holds what secrecy achieves where a tenth of the miners changes in an epoch: a copier of visible weights
// earns a tenth more than honest work, one that sees them three epochs late earns less. Where miners do not change there
// is no secret to keep, and copying pays.
func TestA1_Copier(t *testing.T) {
	t.Parallel()
	for v, limit := range map[string]float64{"yuma1": 0.97, "yuma2": 0.97, "yuma3": 0.90, "yuma3n": 0.90} {
		copier := func(settings ...string) float64 {
			return play(t, "copier", append(settings, "rules.yuma="+v)...)["copier"].Against.Mean
		}
		want(t, v+": visible", copier("rules.reveal_period=0"), 1.10, 1.14)
		want(t, v+": three epochs late", copier("rules.reveal_period=3"), 0.6, limit)
		want(t, v+": three epochs late, nothing changes", copier("rules.reveal_period=3", "miners.miners.churn=0"), 1.05, 1.09)
	}
	want(t, "rules of a new subnet", play(t, "copier")["copier"].Against.Mean, 0.6, 0.90)
}

// TestA3_ChoosingWhatToReveal holds that a validator with ten open commitments, which shows the one nearest to what the
// others have just shown, gains next to nothing: it averages its own noise away, and could have done so by looking twice.
func TestA3_ChoosingWhatToReveal(t *testing.T) {
	t.Parallel()
	for _, v := range versions {
		got := play(t, "late", "rules.yuma="+v, "validators.late.late=0", "validators.late.drafts=10")["late"].Against.Mean
		want(t, v+": ten drafts", got, 0.99, 1.05)
	}
	exact := play(t, "late", "validators.late.late=0", "validators.late.noise=0")["late"].Against.Mean
	want(t, "better work instead", exact, 1.05, 1.20)
}

// TestA4_CabalBelowTheMajority holds that a cabal which overpays its poor miners loses stake while it is a minority, and
// takes the subnet when it is not (A5).
func TestA4_CabalBelowTheMajority(t *testing.T) {
	t.Parallel()
	for _, v := range versions {
		small, large := play(t, "cabal", "rules.yuma="+v, "epochs=500"), play(t, "cabal", "rules.yuma="+v, "epochs=500", "validators.cabal.stake=1600")
		want(t, v+": 40 % ends with", small["cabal"].StakeAfter, 0, 0.25)
		want(t, v+": its miners are paid, by their worth", small["friends"].Share.Mean/small["friends"].Worth.Mean, 0.8, 2)
		want(t, v+": 51.6 % ends with", large["cabal"].StakeAfter, 0.70, 1)
	}
}

// TestA7_Lazy holds that judging without looking costs at least a seventh of the dividends: everybody alike, by chance, or
// once in fifty epochs.
func TestA7_Lazy(t *testing.T) {
	t.Parallel()
	for _, v := range versions {
		lines := play(t, "lazy", "rules.yuma="+v)
		for _, name := range []string{"uniform", "chance", "stale"} {
			want(t, v+": "+name, lines[name].Against.Mean, 0.3, 0.85)
		}
	}
}

// TestA7_SilenceEnds holds that a validator which says nothing any more earns until the activity cutoff has passed since
// its last reveal, and nothing after.
func TestA7_SilenceEnds(t *testing.T) {
	t.Parallel()
	const last = 20 // the first epoch without a commitment
	e := economy(t, "lazy", "epochs=60", "warmup=0")
	e.Validators[1].Judge = simulate.Silent(simulate.Honest(0.3), last)
	out, err := e.Run(nil)
	if err != nil {
		t.Fatal(err)
	}
	// It reveals in epoch 19 + 3 for the last time, which ends at block 23 × 360.
	revealed := (last + e.Rules.RevealPeriod) * uint64(e.Rules.Tempo)
	for epoch, yield := range out.Group("uniform").Yield {
		height := uint64(epoch+1) * uint64(e.Rules.Tempo)
		active := height <= revealed+e.Rules.ActivityCutoff
		if epoch > 10 && active != (yield > 0) {
			t.Errorf("epoch %d at block %d: yield %.4f, last reveal at %d, cutoff %d", epoch, height, yield, revealed, e.Rules.ActivityCutoff)
		}
	}
}

// TestA10_Late holds that seeing the market an epoch late costs a small validator something, and not much, and that nobody
// gains by being late.
func TestA10_Late(t *testing.T) {
	t.Parallel()
	for _, v := range versions {
		before := math.Inf(1)
		for _, epochs := range []int{0, 1, 3, 10} {
			got := play(t, "late", "rules.yuma="+v, fmt.Sprintf("validators.late.late=%d", epochs))["late"].Against.Mean
			want(t, fmt.Sprintf("%s: %d epochs late", v, epochs), got, 0.3, min(1.03, before))
			before = got
		}
	}
}

// TestA13_Bribe holds that buying votes below the majority buys little, and costs those who sell: at least four percent of
// their dividends. A majority can be bought, and then gains.
func TestA13_Bribe(t *testing.T) {
	t.Parallel()
	for _, v := range versions {
		for stake, most := range map[string]float64{"78": 1.3, "300": 1.5, "573": 1.8, "673": 1.9} {
			lines := play(t, "bribe", "rules.yuma="+v, "validators.bribed.stake="+stake)
			name := fmt.Sprintf("%s: bribed with %.0f %% of stake", v, 100*lines["bribed"].StakeBefore)
			want(t, name+", miner's pay by its worth", lines["briber"].Share.Mean/lines["briber"].Worth.Mean, 0.9, most)
			want(t, name+", their yield", lines["bribed"].Against.Mean, 0.8, 0.96)
		}
		lines := play(t, "bribe", "rules.yuma="+v, "validators.bribed.stake=729")
		want(t, v+": a bribed majority, miner's pay by its worth", lines["briber"].Share.Mean/lines["briber"].Worth.Mean, 2.5, 20)
		want(t, v+": a bribed majority, its yield", lines["bribed"].Against.Mean, 1, 1.3)
	}
}

// TestA16_Squatters holds that slots held without work cost more than they earn, and what remains: whoever pays anew
// for every immunity period can crowd out the poorest miners.
func TestA16_Squatters(t *testing.T) {
	t.Parallel()
	lines := play(t, "squatters")
	s := lines["squatters"]
	want(t, "paid for a slot, TAO", s.Burned/s.Came, 1, 10)
	want(t, "earned of what was paid", s.Earned/s.Burned, 0, 1/1.5)
	want(t, "slots held", s.Members, 10, 60)
	want(t, "pay of squatters", s.Share.Mean, 0, 0.001)
}

// TestA16_CostOfAQuarter holds what the terms of registration ask for a quarter of all slots at once, and that one who
// takes them slowly, at the lowest price, does not get there before the first lose their immunity.
func TestA16_CostOfAQuarter(t *testing.T) {
	t.Parallel()
	r := simulate.DefaultRules()
	price, sum := r.Entry.Low, uint64(0)
	for range r.Slots / 4 {
		sum += price
		price = min(r.Entry.Next(price), r.Entry.High)
	}
	want(t, "a quarter of the slots at once, TAO", float64(sum)/tokenomics.RaoPerTAO, 1000, 2000)
	// As slowly as the price falls: three rises of 26 % are undone in one half-life.
	slow := float64(r.Immunity) / float64(r.Entry.HalfLife) * 3
	want(t, "slots taken at the lowest price within an immunity period, parts of a quarter", slow/float64(r.Slots/4), 0, 1)
}

// TestA17_Snipers holds that bots which register whenever a slot is cheap do not keep people out: the price stays where
// people can pay, and everybody who pays gets a slot.
func TestA17_Snipers(t *testing.T) {
	t.Parallel()
	e := economy(t, "squatters")
	for i := range e.Miners {
		if e.Miners[i].Name == "squatters" { // bots only pay little, and are always there
			e.Miners[i].Arrive, e.Miners[i].MaxPrice = 100, tokenomics.RaoPerTAO/10
		}
	}
	out, err := e.Run(nil)
	if err != nil {
		t.Fatal(err)
	}
	people := out.Group("newcomers")
	want(t, "people who got a slot, of those who came", float64(people.Came)/(0.5*float64(e.Epochs)), 0.8, 1.3)
	want(t, "TAO they paid for a slot", people.Burned/float64(people.Came), 0, 0.2)
	bots := out.Group("squatters")
	want(t, "bots for each of the people", float64(bots.Came)/float64(people.Came), 0, 10)
}

// TestA18_Griefing holds that a validator which gives one miner nothing does not decide who loses a slot: pruning looks
// at the median. Miners are nearly equal, and the least of them goes.
func TestA18_Griefing(t *testing.T) {
	t.Parallel()
	const miners, rounds = 192, 100
	for _, c := range []struct {
		stake float64
		most  float64
	}{{0.001, 0.02}, {0.01, 0.02}, {0.05, 0.06}, {0.20, 0.30}} {
		gone := 0
		for seed := range uint64(rounds) {
			e := simulate.Economy{
				Rules: simulate.DefaultRules(), Epochs: 8, Seed: seed,
				Validators: []simulate.Validators{
					{Name: "honest", Count: 10, Stake: uint64((1 - c.stake) * 1e14), Judge: simulate.Honest(0.01)},
					{Name: "griefer", Count: 1, Stake: uint64(c.stake * 1e15), Judge: simulate.Scale(simulate.Honest(0.01), "victim", 0)},
				},
				// All are alike but for half a percent.
				Miners: []simulate.Miners{
					{Name: "victim", Count: 1, Low: 0.7, High: 0.702},
					{Name: "others", Count: miners - 1, Low: 0.7, High: 0.702},
					{Name: "newcomer", Low: 0.7, High: 0.7},
				},
			}
			e.Rules.Slots, e.Rules.Immunity, e.Rules.RevealPeriod = miners+11, 1, 0
			loser, err := e.Loser()
			if err != nil {
				t.Fatal(err)
			}
			if loser == "victim" {
				gone++
			}
		}
		want(t, fmt.Sprintf("%.1f %% of stake, chance that its victim goes", 100*c.stake), float64(gone)/rounds, 0, c.most)
	}
}

// TestA19_NobodyInherits holds that a newcomer earns nothing until a row that was made after its registration counts,
// whoever had its uid before.
func TestA19_NobodyInherits(t *testing.T) {
	t.Parallel()
	for period := range uint64(4) {
		e := economy(t, "squatters", "epochs=80", "warmup=20", fmt.Sprintf("rules.reveal_period=%d", period))
		// All come at once, in the first epoch in which the price suits them, and replace the best.
		for i := range e.Miners {
			e.Miners[i].Low, e.Miners[i].High, e.Miners[i].Churn = 0.9, 0.9, 0
		}
		e.Miners[1].Arrive = 0
		e.Miners[2].Arrive, e.Miners[2].MaxPrice = 3, 100*tokenomics.RaoPerTAO
		out, err := e.Run(nil)
		if err != nil {
			t.Fatal(err)
		}
		new := out.Group("newcomers")
		first := 0
		for first < len(new.Members) && new.Members[first] == 0 {
			first++
		}
		for epoch := first; epoch < first+int(period); epoch++ {
			if new.Share[epoch] != 0 {
				t.Errorf("reveal period %d: newcomers of epoch %d are paid %.4f in epoch %d", period, first, new.Share[epoch], epoch)
			}
		}
		if paid := new.Share[first+int(period)]; paid == 0 {
			t.Errorf("reveal period %d: newcomers of epoch %d are not paid in epoch %d", period, first, first+int(period))
		}
	}
}

// TestDefaultRules_AreWhatTheAttacksWereMeasuredWith says where the numbers of this file come from.
func TestDefaultRules_AreWhatTheAttacksWereMeasuredWith(t *testing.T) {
	t.Parallel()
	r := simulate.DefaultRules()
	if r.Version != yuma.Yuma3N || r.RevealPeriod != 3 || r.BondsPenalty != 65535 || r.Kappa != 32767 {
		t.Errorf("the rules of a new subnet have changed: measure the attacks again and tell the guide: %+v", r)
	}
	if r.Immunity <= r.RevealPeriod*uint64(r.Tempo) {
		t.Errorf("newcomers lose their immunity after %d blocks, before the first row about them counts", r.Immunity)
	}
}
