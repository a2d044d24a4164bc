package sqlite

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/books/suite"
)

var backend = suite.Backend{
	New:  func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "gateway.db") },
	Open: Open,
}

func TestMain(m *testing.M) { os.Exit(suite.Main(m, backend)) }

func TestSuite(t *testing.T) {
	t.Parallel()
	suite.Run(t, backend)
}

func TestSuite_Killed(t *testing.T) {
	t.Parallel()
	suite.RunKilled(t, backend)
}

// TestOpen_Private wants a file that nobody else can read, since it says who asked what.
func TestOpen_Private(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a ?#%.db")
	b, err := Open(t.Context(), name, books.Config{Process: "x"})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Error(info, err)
	}
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "no", "where"), books.Config{}); err == nil {
		t.Error("opened in a folder that is not there")
	}
}

// TestBusy holds a file that another wants, who shall try again; what is wrong with a statement is wrong each time.
func TestBusy(t *testing.T) {
	t.Parallel()
	file := "file:" + filepath.Join(t.TempDir(), "held.db") + "?_txlock=immediate"
	holds := func() error {
		db, err := sql.Open("sqlite", file)
		if err != nil {
			return err
		}
		t.Cleanup(func() { _ = db.Close() })
		_, err = db.BeginTx(t.Context(), nil)
		return err
	}
	if err := holds(); err != nil {
		t.Fatal(err)
	}
	if err := holds(); !busy(err) {
		t.Errorf("another has it: %v", err)
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "SELECT nothing FROM nowhere"); err == nil || busy(err) {
		t.Errorf("not a statement: %v", err)
	}
}
