//go:build e2e

package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tianwang-net/tianwang/internal/fleet"
)

// edit replaces a text that must stand in a file of the engine exactly as often as is said: an engine that has changed is
// noticed, and not left as honest as it is.
type edit struct {
	file, from, to string
	times          int
}

// edits are where the engine asks testdata/rogue.go.txt what to do wrong.
var edits = []edit{
	{"state.go", "\tnow := cmttime.Now()\n", "\tnow := rogueNow()\n", 1},
	{"state.go", "Sub(cmttime.Now())", "Sub(rogueNow())", 2},
	{"state.go", "Commit(cmttime.Now())", "Commit(rogueNow())", 1},
	{"state.go", "if now := cmttime.Now();", "if now := rogueNow();", 1},
	{"state.go", "cs.CommitTime = cmttime.Now()", "cs.CommitTime = rogueNow()", 1},
	{"state.go", "\tcmttime \"github.com/cometbft/cometbft/types/time\"\n", "", 1},
	{
		"state.go", "func (cs *State) defaultDecideProposal(height int64, round int32) {\n",
		"func (cs *State) defaultDecideProposal(height int64, round int32) {\n\tif rogueDelays() {\n\t\treturn\n\t}\n", 1,
	},
	{"state.go", "\t\tcs.metrics.ProposalCreateCount.Add(1)\n", "\t\tcs.metrics.ProposalCreateCount.Add(1)\n\t\trogueSpoil(block)\n", 1},
	{"state.go", "\tif int64(proposal.BlockID.PartSetHeader.Total) > ", "\tif rogue != \"oversize\" && int64(proposal.BlockID.PartSetHeader.Total) > ", 1},
	{"reactor.go", "\tif ps.peer.Send(p2p.Envelope{\n\t\tChannelID: DataChannel,\n\t\tMessage: &cmtcons.BlockPart{\n", "\troguePart(pp)\n\tif ps.peer.Send(p2p.Envelope{\n\t\tChannelID: DataChannel,\n\t\tMessage: &cmtcons.BlockPart{\n", 1},
	{"reactor.go", "Vote: vote.ToProto(),", "Vote: rogueVote(vote.ToProto()),", 2},
}

// programs builds programs once for all tests.
var programs struct {
	sync.Mutex
	dir string
	of  map[string]string
}

// TestMain removes what was built.
func TestMain(m *testing.M) {
	status := m.Run()
	if programs.dir != "" {
		_ = os.RemoveAll(programs.dir) // in a temporary directory anyway
	}
	os.Exit(status)
}

// program returns the program, or a variant of it: "rogue", whose engine does what the environment says, or "rehearsal",
// which has an upgrade of that name.
func program(t *testing.T, variant string) string {
	t.Helper()
	programs.Lock()
	defer programs.Unlock()
	if p := programs.of[variant]; p != "" {
		return p
	}
	dir, err := programs.dir, error(nil)
	if dir == "" {
		if dir, err = os.MkdirTemp("", "tianwang-programs"); err != nil {
			t.Fatal(err)
		}
		programs.dir, programs.of = dir, map[string]string{}
	}
	var p string
	switch variant {
	case "":
		p, err = fleet.Build(t.Context(), dir)
	case "rehearsal":
		p, err = fleet.Variant(t.Context(), dir, variant, "-tags", "rehearsal")
	default:
		p, err = fleet.Variant(t.Context(), dir, variant, "-overlay", overlay(t, dir))
	}
	if err != nil {
		t.Fatal(err)
	}
	programs.of[variant] = p
	return p
}

// overlay writes what the compiler is to read instead of the engine's own files, and returns the list of them.
func overlay(t *testing.T, dir string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.Dir}}", "github.com/cometbft/cometbft/consensus").Output()
	if err != nil {
		t.Fatal(err)
	}
	engine := strings.TrimSpace(string(out))
	own, err := filepath.Abs(filepath.Join("testdata", "rogue.go.txt"))
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{filepath.Join(engine, "rogue.go"): own}
	for _, e := range edits {
		path := filepath.Join(engine, e.file)
		if replace[path] == "" {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			replace[path] = filepath.Join(dir, e.file)
			if err := os.WriteFile(replace[path], text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile(replace[path])
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(text, []byte(e.from)); n != e.times {
			t.Fatalf("%s of the engine has %q %d times, not %d: see what it has become", e.file, e.from, n, e.times)
		}
		if err := os.WriteFile(replace[path], bytes.ReplaceAll(text, []byte(e.from), []byte(e.to)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, list, 0o600); err != nil {
		t.Fatal(fmt.Errorf("overlay: %w", err))
	}
	return name
}
