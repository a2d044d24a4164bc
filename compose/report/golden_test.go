package main

import "testing"

func TestSmall(t *testing.T) {
	m, err := measureMixture(t.Context(), bounds{dev: 24 << 10, test: 12 << 10, game: 4 << 10})
	if err != nil {
		t.Fatal(err)
	}
	m.Windows, m.Weights, m.Stretch = nil, nil, nil
	t.Logf("%+v", m)
	r, err := measureRouting(t.Context(), size{messages: 1500, verses: 1500, half: 40, equals: 3, equalPairs: 500})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
}
