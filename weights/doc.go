// Package weights is the form of a weight row: how a validator's scores become 16-bit numbers, how a row is packed for
// storage, and how it is promised before it is shown.
//
// Its law: a row is a list of (uid, value) pairs without duplicates, its largest value is 65535 or all are 0, and only
// proportions matter. Chain and daemons share this code, so that what a daemon commits is what the chain checks.
package weights
