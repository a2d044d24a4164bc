package suite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

// Environment of a child process.
const (
	envChild = "TIANWANG_SUITE_CHILD" // name of the database
	envStep  = "TIANWANG_SUITE_STEP"  // after how many steps it dies
	envKey   = "TIANWANG_SUITE_KEY"   // id of the key
	envParts = "TIANWANG_SUITE_PARTS" // set for a request that two subnets are paid for
)

// What a request of a child reserves and costs, in rao.
const (
	childAmount = 100
	childCost   = 60
)

// Main runs the tests, or, in a child process of one of them, a request that ends with kill −9.
func Main(m *testing.M, b Backend) int {
	name := os.Getenv(envChild)
	if name == "" {
		return m.Run()
	}
	if err := child(context.Background(), b, name); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// child reserves, streams and settles, says after each that it has, and dies at one step of all.
func child(ctx context.Context, b Backend, name string) error {
	die, err := strconv.Atoi(os.Getenv(envStep))
	if err != nil {
		return err
	}
	armed := false
	step := func(string) {
		if !armed {
			return
		}
		if die--; die < 0 {
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			select {}
		}
	}
	store, err := b.Open(ctx, name, books.Config{Process: "child", Step: step})
	if err != nil {
		return err
	}
	armed = true
	said := func(what string) {
		fmt.Println(what)
		step(what)
	}
	key := ledger.Key{ID: os.Getenv(envKey), Channel: 1}
	netuids := []uint32{1}
	if os.Getenv(envParts) != "" {
		netuids = []uint32{1, 2}
	}
	if _, err := store.Reserve(ctx, books.Request{ID: "request", Key: key, Netuids: netuids, Model: "m", Amount: childAmount, Credit: tao}); err != nil {
		return err
	}
	said("reserved")
	v := voucher.Voucher{ChainID: "suite-1", Channel: 1, Spent: []voucher.Spend{{Netuid: 1, Amount: 10}}}
	if err := store.Promise(ctx, voucher.Signed{Voucher: v, Signature: make([]byte, voucher.SignatureSize)}, tao); err != nil {
		return err
	}
	said("promised")
	said("streamed")
	if _, err := store.Settle(ctx, "request", books.Outcome{Cost: childCost, Out: 5}); err != nil {
		return err
	}
	said("settled")
	armed = false
	fmt.Println("done")
	return store.Close()
}

// RunKilled kills a process after every statement, commit and word of a request, and wants the bill to be right: of a
// request for one subnet, and of one for two.
func RunKilled(t *testing.T, b Backend) {
	t.Helper()
	for _, parts := range []string{"", "two"} {
		runKilled(t, b, parts)
	}
}

func runKilled(t *testing.T, b Backend, parts string) {
	t.Helper()
	charged, free := 0, 0
	for step := 0; ; step++ {
		d := start(t, b, tao, ledger.Terms{})
		said := d.runChild(step, parts)
		for _, again := range []string{"child", "child"} { // who starts next resolves what is left, and once more
			if err := d.open(again).Close(); err != nil {
				t.Fatal(err)
			}
		}
		a, err := d.Account(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Audit(t.Context()); err != nil {
			t.Fatalf("killed at step %d, after %q: %v", step, said, err)
		}
		switch {
		case a.Reserved != 0:
			t.Fatalf("killed at step %d: %d rao are still reserved", step, a.Reserved)
		case a.Spent != 0 && a.Spent != childCost:
			t.Fatalf("killed at step %d: %d rao are charged", step, a.Spent)
		case strings.Contains(said, "settled") && a.Spent != childCost, !strings.Contains(said, "streamed") && a.Spent != 0:
			t.Fatalf("killed at step %d, after %q: %d rao are charged", step, said, a.Spent)
		case parts != "" && a.Spent > 0 && (a.Purses[0].Spent != childCost/2 || a.Purses[1].Spent != childCost/2):
			t.Fatalf("killed at step %d: the subnets are paid %+v", step, a.Purses)
		case strings.Contains(said, "promised") && a.Promised() != 10:
			t.Fatalf("killed at step %d: the voucher is lost", step)
		}
		// Who asks again is told the same.
		cost, err := d.Settle(t.Context(), "request", books.Outcome{Cost: 99})
		if a.Spent > 0 && (err != nil || cost != childCost) {
			t.Fatalf("killed at step %d: settled again: %d, %v", step, cost, err)
		} else if a.Spent == 0 && !errors.Is(err, ledger.ErrReleased) && !errors.Is(err, ledger.ErrNoReservation) {
			t.Fatalf("killed at step %d: settled after the release: %d, %v", step, cost, err)
		}
		if a.Spent > 0 {
			charged++
		} else {
			free++
		}
		if strings.Contains(said, "done") {
			break
		}
	}
	t.Logf("killed %d times: %d times charged, %d times not", charged+free-1, charged, free)
	if charged < 2 || free < 10 {
		t.Errorf("%d times charged, %d times not: the steps are not those of a request", charged, free)
	}
}

// runChild runs a request in a process of its own and returns what that said before it died.
func (d *desk) runChild(step int, parts string) string {
	d.t.Helper()
	exe, err := os.Executable()
	if err != nil {
		d.t.Fatal(err)
	}
	cmd := exec.CommandContext(d.t.Context(), exe) // #nosec G204 -- ourselves
	cmd.Env = append(os.Environ(), envChild+"="+d.name, envStep+"="+strconv.Itoa(step), envKey+"="+d.key.ID, envParts+"="+parts)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		d.t.Fatal(err)
	}
	var said []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said = append(said, lines.Text())
	}
	err = cmd.Wait()
	if whole := strings.Contains(strings.Join(said, " "), "done"); whole != (err == nil) || cmd.ProcessState.ExitCode() == 1 {
		d.t.Fatalf("child at step %d said %q and ended with %v", step, said, err)
	}
	return strings.Join(said, " ")
}
