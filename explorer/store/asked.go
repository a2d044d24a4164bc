package store

import (
	"context"
	"database/sql"
	"sync"
)

// maxAsked bounds how many statements are kept: there are a few dozen, and those with a list have one for each length.
const maxAsked = 256

// asked keeps statements that were asked before, by their text: SQLite takes longer to understand most of them than to answer.
type asked struct {
	mu  sync.Mutex
	all map[string]*sql.Stmt
}

// query asks for rows.
func (s *Store) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	st, err := s.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	if st == nil {
		return s.read.QueryContext(ctx, text, args...)
	}
	return st.QueryContext(ctx, args...)
}

// statement returns a statement that is kept; nil when there is no room for it.
func (s *Store) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	s.asked.mu.Lock()
	st, full := s.asked.all[text], len(s.asked.all) >= maxAsked
	s.asked.mu.Unlock()
	if st != nil || full {
		return st, nil
	}
	st, err := s.read.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s.asked.mu.Lock()
	defer s.asked.mu.Unlock()
	if other := s.asked.all[text]; other != nil { // somebody was sooner
		return other, st.Close()
	}
	if s.asked.all == nil {
		s.asked.all = map[string]*sql.Stmt{}
	}
	s.asked.all[text] = st
	return st, nil
}
