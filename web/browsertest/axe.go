//go:build e2e

package browsertest

import "os"

// faults is what axe finds, each with where it is and why.
const faults = `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v =>
	v.impact + ": " + v.id + ": " + v.help + ": " + v.nodes.map(n => n.target + " " + n.any.map(c => c.message)).join("; ")))`

// Accessible has axe, which is read from a file, look for what keeps people out.
func (b *Tab) Accessible(axe, what string) {
	b.T.Helper()
	script, err := os.ReadFile(axe) // #nosec G304 -- of this repository
	if err != nil {
		b.T.Fatal(err)
	}
	Eval[bool](b, string(script)+"; true")
	for _, fault := range Eval[[]string](b, faults) {
		b.T.Errorf("%s: %s", what, fault)
	}
}

// Fits wants a page that nobody has to scroll sideways.
func (b *Tab) Fits(what string) {
	b.T.Helper()
	if wide := Eval[int](b, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
		b.T.Errorf("%s: the page is %d pixels wider than the window", what, wide)
	}
}
