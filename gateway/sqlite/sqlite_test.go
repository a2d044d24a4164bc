package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/tianwang-net/tianwang/gateway/books/suite"
)

var backend = suite.Backend{
	New:  func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "gateway.db") },
	Open: Open,
}

func TestSuite(t *testing.T) {
	t.Parallel()
	suite.Run(t, backend)
}
