// Package store keeps the index of a chain in a database: SQLite in a file, or PostgreSQL.
//
// Its law: a block is in the database wholly or not at all, and in the order of heights, so that an index that was killed
// goes on where it stopped, without a gap and without anything twice. Both databases are asked in the same words. What is
// here can be made anew from the chain at any time; so there are no migrations, and an index of another version of the
// program is refused.
//
//	open.go      a database, and what is asked of one before it is used
//	append.go    blocks into tables
//	pools.go     the stake on hotkeys
//	page.go      lists, page by page
//	blocks.go accounts.go hotkeys.go subnets.go days.go   questions
package store
