package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/simulate"
	"github.com/tianwang-net/tianwang/simulate/report"
)

// simulation is what the flags of the command say.
type simulation struct {
	set    []string
	vary   []string
	seeds  int
	html   string
	source bool
}

func (p *program) simulateCommand() *cobra.Command {
	var o simulation
	c := &cobra.Command{
		Use:   "simulate [NAME | FILE]",
		Short: "Play a market on the chain's own rules, without a network",
		Long: `Plays validators and miners with different intentions against each other, for many epochs, on the same code that the chain
runs: consensus, secret weights, pruning, registration, emission and shares of stake. The same scenario and seed give the
same numbers everywhere. Without a name it lists the scenarios that come with the program; a scenario of your own is a TOML
file, most easily begun from one of these (--source).

--set changes a setting of the file by its path, as in rules.yuma=yuma3 or validators.copier.stake=2000. --vary plays every
one of several values, as in rules.reveal_period=0,1,3; it may be given more than once and then plays all combinations, and
replaces those that the file varies. A setting that is set is not varied.`,
		Example: `tianwang simulate
tianwang simulate copier --seeds 5 --html copier.html
tianwang simulate cabal --set epochs=300 --vary validators.cabal.stake=1000,1400
tianwang simulate copier --source > mine.toml && tianwang simulate mine.toml --json`,
		Args: between(0, "NAME | FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.listScenarios()
			}
			return p.playScenario(args[0], o)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&o.set, "set", nil, "setting to change, NAME=VALUE")
	f.StringArrayVar(&o.vary, "vary", nil, "setting to vary, NAME=VALUE,VALUE…")
	f.IntVar(&o.seeds, "seeds", 1, "how many times to play, each with other chances")
	f.StringVar(&o.html, "html", "", "file for a page with tables and pictures")
	f.BoolVar(&o.source, "source", false, "print the scenario's file instead of playing it")
	return c
}

func (p *program) listScenarios() error {
	t := newTable("scenarios", "no scenarios", "name", "title")
	for _, name := range simulate.Names() {
		source, err := simulate.Source(name)
		if err != nil {
			return err
		}
		s, err := simulate.Parse(source)
		if err != nil {
			return err
		}
		t.add(name, s.Title)
	}
	return p.show(t)
}

func (p *program) playScenario(name string, o simulation) error {
	source, err := readScenario(name)
	if err != nil {
		return err
	}
	if o.source {
		if p.flags.json {
			return p.show(hidden{{"source", string(source)}})
		}
		_, err := p.out.Write(source)
		return err
	}
	if o.seeds < 1 {
		return usage("--seeds %d: at least one is needed", o.seeds)
	}
	s, err := simulate.Parse(source, o.set...)
	if err != nil {
		return usage("%s: %v", name, err)
	}
	if s.Vary, err = variations(s.Vary, o); err != nil {
		return err
	}
	played, err := s.Play(o.seeds, p.bar(s.Title))
	if err != nil {
		return usage("%s: %v", name, err)
	}
	if o.html != "" {
		if err := writeFile(o.html, func(w io.Writer) error { return report.Write(w, s, string(source), o.seeds, played) }); err != nil {
			return err
		}
	}
	return p.show(outcomeParts(s, o, played)...)
}

// readScenario reads a scenario that comes with the program, or a file.
func readScenario(name string) ([]byte, error) {
	source, err := simulate.Source(name)
	if err == nil {
		return source, nil
	}
	source, err = os.ReadFile(name) // #nosec G304 -- the user named it
	if errors.Is(err, fs.ErrNotExist) {
		return nil, withHint(fail(codeNotFound, "%s is neither a scenario nor a file", name),
			"scenarios: %s", strings.Join(simulate.Names(), ", "))
	}
	return source, err
}

// variations reads what is to be varied; if nothing is, what the file varies, but for settings that were set.
func variations(file []simulate.Variation, o simulation) ([]simulate.Variation, error) {
	if len(o.vary) == 0 {
		return slices.DeleteFunc(file, func(v simulate.Variation) bool {
			return slices.ContainsFunc(o.set, func(s string) bool { return strings.HasPrefix(s, v.Setting+"=") })
		}), nil
	}
	var all []simulate.Variation
	for _, f := range o.vary {
		name, values, ok := strings.Cut(f, "=")
		if !ok || name == "" || values == "" {
			return nil, usage("--vary %q: want NAME=VALUE,VALUE…", f)
		}
		all = append(all, simulate.Variation{Setting: name, Values: strings.Split(values, ",")})
	}
	return all, nil
}

// bar returns a progress bar on a terminal, nil elsewhere.
func (p *program) bar(title string) func(done, all int) {
	if !isTerminal(p.errOut) {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(done, all int) {
		if bar == nil {
			bar = progressbar.NewOptions(all, progressbar.OptionSetWriter(p.errOut), progressbar.OptionSetDescription(title),
				progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
		}
		if err := bar.Set(done); err != nil {
			return // a bar that cannot be drawn is no reason to stop
		}
	}
}

// writeFile writes a file whole, or says why not.
func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name) // #nosec G304 -- the user named it
	if err != nil {
		return usage("%v", err)
	}
	return errors.Join(write(f), f.Close())
}

// outcomeParts are tables of validators and of miners, with the settings that vary in front.
func outcomeParts(s simulate.Scenario, o simulation, played []simulate.Played) []part {
	settings := make([]string, len(s.Vary))
	for i, v := range s.Vary {
		settings[i] = v.Setting
	}
	validators := newTable("validators", "no validators", append(settings, "group", "stake_before", "stake_after", "yield", "against_first")...)
	miners := newTable("miners", "no miners", append(settings, "group", "members", "worth", "pay", "came", "gone", "burned_tao", "earned_tao")...)
	for _, t := range []*table{validators, miners} {
		for _, name := range settings {
			t.head(name, strings.ToUpper(strings.ReplaceAll(name[strings.LastIndex(name, ".")+1:], "_", " ")))
		}
	}
	for _, one := range played {
		front := make([]any, 0, len(settings))
		for _, setting := range one.Settings {
			front = append(front, setting[strings.Index(setting, "=")+1:])
		}
		for _, l := range one.Lines {
			row := append(append([]any(nil), front...), l.Name)
			if l.Validators {
				validators.add(append(row, fraction(l.StakeBefore), fraction(l.StakeAfter), around(l.Yield), around(l.Against))...)
			} else {
				miners.add(append(row, uint64(l.Members+0.5), around(l.Worth), around(l.Share), uint64(l.Came+0.5), uint64(l.Gone+0.5),
					fraction(l.Burned), fraction(l.Earned))...)
			}
		}
	}
	parts := []part{record{{"title", s.Title}, {"epochs", s.Epochs}, {"seed", s.Seed}, {"seeds", o.seeds}}, validators, miners}
	if o.html != "" {
		parts = append(parts, record{{"report", o.html}})
	}
	return parts
}

// fraction is a number of a simulation.
type fraction float64

// String implements fmt.Stringer.
func (f fraction) String() string { return fmt.Sprintf("%.3f", float64(f)) }

// around is a mean over seeds, with the farthest of them.
type around simulate.Spread

// String implements fmt.Stringer.
func (a around) String() string {
	if a.Low == a.High {
		return fmt.Sprintf("%.3f", a.Mean)
	}
	return fmt.Sprintf("%.3f ±%.3f", a.Mean, simulate.Spread(a).Off())
}
