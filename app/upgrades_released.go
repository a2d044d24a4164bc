//go:build !rehearsal

package app

// rehearsed are the upgrades of a program that was built to rehearse one; a release has none.
var rehearsed []Upgrade
