package pgserver

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

	_ "github.com/jackc/pgx/v5/stdlib" // the driver
)

// errNone says that there is no PostgreSQL to test with.
var errNone = errors.New("no PostgreSQL here: neither initdb in PATH nor in /usr/lib/postgresql")

// Server is a running PostgreSQL, or the reason why there is none.
type Server struct {
	socket string // its folder
	err    error
	count  atomic.Int64
	stop   func()
}

// Start starts a server. It is meant for TestMain: the tests of a package share it.
func Start() *Server {
	s := &Server{stop: func() {}}
	s.err = s.start()
	return s
}

// Stop ends the server and removes what it wrote.
func (s *Server) Stop() { s.stop() }

// Fresh makes an empty database and returns its URL. Without a PostgreSQL on this machine it skips the test.
func (s *Server) Fresh(t testing.TB) string {
	t.Helper()
	switch {
	case errors.Is(s.err, errNone):
		t.Skip(s.err)
	case s.err != nil:
		t.Fatal(s.err)
	}
	db, err := sql.Open("pgx", s.address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := fmt.Sprintf("fresh%d", s.count.Add(1))
	if _, err := db.ExecContext(t.Context(), `CREATE DATABASE `+name); err != nil {
		t.Fatal(err)
	}
	return s.address(name)
}

func (s *Server) address(database string) string {
	q := url.Values{"host": {s.socket}, "sslmode": {"disable"}, "user": {"tester"}}
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

func (s *Server) start() error {
	bin, err := programs()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "tianwang-postgres-")
	if err != nil {
		return err
	}
	s.socket, s.stop = dir, func() { _ = os.RemoveAll(dir) }
	as, err := somebody(dir)
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...) // #nosec G204 -- what is installed
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
		return cmd
	}
	if out, err := run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	log, err := os.Create(filepath.Join(dir, "log")) // #nosec G304 -- our own
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := run("postgres", "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=400")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	s.stop = func() {
		_ = cmd.Process.Signal(syscall.SIGINT)
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	return s.answers()
}

// somebody returns who runs the server, and gives the folder to it: PostgreSQL does not run as root.
func somebody(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // it runs as we do
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err, err2, os.Chown(dir, int(uid), int(gid))); err != nil { // #nosec G115 -- of 32 bits
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("we are root, and there is no user \"postgres\" or \"nobody\" to run PostgreSQL as")
}

// answers waits until the server takes connections.
func (s *Server) answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	db, err := sql.Open("pgx", s.address("postgres"))
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
