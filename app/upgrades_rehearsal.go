//go:build rehearsal

package app

// rehearsed are the upgrades of a program that was built to rehearse one: it has that name, and changes nothing.
var rehearsed = []Upgrade{{Name: "rehearsal"}}
