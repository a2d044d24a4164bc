package simulate_test

import (
	"testing"

	"github.com/tianwang-net/tianwang/simulate"
)

// BenchmarkRun plays every scenario that comes with the program, without its variations.
func BenchmarkRun(b *testing.B) {
	for _, name := range simulate.Names() {
		b.Run(name, func(b *testing.B) {
			e := economy(b, name)
			for b.Loop() {
				if _, err := e.Run(nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// economy returns a scenario that comes with the program, with changes.
func economy(tb testing.TB, name string, settings ...string) simulate.Economy {
	tb.Helper()
	source, err := simulate.Source(name)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := simulate.Parse(source, settings...)
	if err != nil {
		tb.Fatal(err)
	}
	e, err := s.Economy()
	if err != nil {
		tb.Fatal(err)
	}
	return e
}
