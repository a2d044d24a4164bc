// Package books keeps the accounts of a paid gateway in an SQL database.
//
// Its law: every change is one transaction, and after each the books balance: an account's spent and reserved are the sums
// of its purses, its keys and its reservations, what is spent is what the usage says, and nothing is below zero. [Books.Audit]
// checks it. The first statement of every transaction about money is a conditional update of the account's row, which
// decides and locks: two requests can never both have the last rao.
//
// A process that dies leaves reservations behind. Whoever has its name next releases them when it starts, and others do so
// when the process has not been heard of for a while ([Books.Resolve]): they cost nothing, and who still asks for their
// settlement is told that they were released.
//
// Statements are in the SQL that SQLite and PostgreSQL share; packages sqlite and postgres open a database.
package books
