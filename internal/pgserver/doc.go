// Package pgserver runs a PostgreSQL for tests: the real one, of this machine, in a folder and on a socket of its own.
//
// Its law: nothing of it is left behind, and no port is opened. A machine without PostgreSQL is told apart from one whose
// PostgreSQL does not start: the first skips tests, the second fails them.
package pgserver
