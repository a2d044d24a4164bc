package postgres

import (
	"os"
	"testing"

	"github.com/tianwang-net/tianwang/gateway/books/suite"
	"github.com/tianwang-net/tianwang/internal/pgserver"
)

// server is the PostgreSQL that the tests share.
var server *pgserver.Server

var backend = suite.Backend{New: func(t *testing.T) string { t.Helper(); return server.Fresh(t) }, Open: Open}

func TestMain(m *testing.M) {
	if os.Getenv("TIANWANG_SUITE_CHILD") != "" { // it has a server
		os.Exit(suite.Main(m, backend))
	}
	server = pgserver.Start()
	code := suite.Main(m, backend)
	server.Stop()
	os.Exit(code)
}

func TestSuite(t *testing.T) {
	t.Parallel()
	suite.Run(t, backend)
}

func TestSuite_Killed(t *testing.T) {
	t.Parallel()
	suite.RunKilled(t, backend)
}
