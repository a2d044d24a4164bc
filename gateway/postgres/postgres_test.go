package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books/suite"
)

var backend = suite.Backend{New: fresh, Open: Open}

// server is the PostgreSQL that the tests share.
var server struct {
	socket string // its folder
	err    error  // why there is none
	count  atomic.Int64
}

func TestMain(m *testing.M) {
	if os.Getenv("TIANWANG_SUITE_CHILD") != "" { // it has a server
		os.Exit(suite.Main(m, backend))
	}
	stop, err := startServer()
	if err != nil {
		server.err, stop = err, func() {}
	}
	code := suite.Main(m, backend)
	stop()
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

// errNone says that there is no PostgreSQL to test with.
var errNone = errors.New("no PostgreSQL here: neither initdb in PATH nor in /usr/lib/postgresql")

// fresh makes an empty database and returns its URL.
func fresh(t *testing.T) string {
	t.Helper()
	switch {
	case errors.Is(server.err, errNone):
		t.Skip(server.err)
	case server.err != nil:
		t.Fatal(server.err)
	}
	db, err := sql.Open("pgx", address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := fmt.Sprintf("suite%d", server.count.Add(1))
	if _, err := db.ExecContext(t.Context(), `CREATE DATABASE `+name); err != nil {
		t.Fatal(err)
	}
	return address(name)
}

func address(database string) string {
	q := url.Values{"host": {server.socket}, "sslmode": {"disable"}, "user": {"tester"}}
	return (&url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: q.Encode()}).String()
}

// programs returns the folder of initdb and postgres.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(real), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errNone
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// startServer starts a PostgreSQL of our own, which listens on a socket in a folder of its own only.
func startServer() (stop func(), err error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "tianwang-postgres-")
	if err != nil {
		return nil, err
	}
	as, err := somebody(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...) // #nosec G204 -- what is installed
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
		return cmd
	}
	if out, err := run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	cmd := run("postgres", "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=400")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	server.socket = dir
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGINT)
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	if err := answers(); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

// somebody returns who runs the server, and gives the folder to it: PostgreSQL does not run as root.
func somebody(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil // it runs as we do
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err, err2, os.Chown(dir, int(uid), int(gid))); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("we are root, and there is no user \"postgres\" or \"nobody\" to run PostgreSQL as")
}

// answers waits until the server takes connections.
func answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	db, err := sql.Open("pgx", address("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	for {
		if err = db.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}
