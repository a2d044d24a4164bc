package fleet

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/node"
)

// set replaces a value in one of a node's configuration files, as an operator would with an editor. The section is ""
// for what stands before all sections.
func set(h node.Home, file, section, key, value string) error {
	name := filepath.Join(string(h), "config", file)
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	lines, in := strings.Split(string(text), "\n"), ""
	for i, line := range lines {
		if strings.HasPrefix(line, "[") {
			in = strings.Trim(line, "[]")
		}
		if in == section && strings.HasPrefix(line, key+" = ") {
			lines[i] = key + " = " + value
			return os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o600)
		}
	}
	return fmt.Errorf("%s: there is no %s in section %q", name, key, section)
}

// Snapshots makes a node that does not run take a snapshot of its state every so many blocks.
func (n *Node) Snapshots(every uint64) error {
	return set(n.Home, "app.toml", "state-sync", "snapshot-interval", strconv.FormatUint(every, 10))
}

// Trust is a block that a node believes in without having seen those before.
type Trust struct {
	Height int64
	Hash   string // hexadecimal
	RPC    []string
}

// SyncState makes a node that has not started yet begin with a snapshot of its peers instead of the first block.
func (n *Node) SyncState(t Trust) error {
	for _, s := range []struct{ key, value string }{
		{"enable", "true"},
		{"rpc_servers", strconv.Quote(strings.Join(t.RPC, ","))},
		{"trust_height", strconv.FormatInt(t.Height, 10)},
		{"trust_hash", strconv.Quote(t.Hash)},
		{"discovery_time", `"5s"`},
	} {
		if err := set(n.Home, "config.toml", "statesync", s.key, s.value); err != nil {
			return err
		}
	}
	return nil
}

// WaitForProposal makes a node that does not run wait so long for a proposal before it votes for the next proposer.
func (n *Node) WaitForProposal(d time.Duration) error {
	return set(n.Home, "config.toml", "consensus", "timeout_propose", strconv.Quote(d.String()))
}

// Profile makes a node that does not run serve profiles of itself at an address, host:port.
func (n *Node) Profile(address string) error {
	return set(n.Home, "config.toml", "rpc", "pprof_laddr", strconv.Quote(address))
}

// Prune makes a node that does not run keep states of the past as it is told: "default", "nothing" or "everything" is pruned.
func (n *Node) Prune(what string) error {
	return set(n.Home, "app.toml", "", "pruning", strconv.Quote(what))
}

// Index makes a node that does not run index these attributes of events alone, as type.attribute, and find transactions by no
// other.
func (n *Node) Index(attributes ...string) error {
	quoted := make([]string, len(attributes))
	for i, a := range attributes {
		quoted[i] = strconv.Quote(a)
	}
	return set(n.Home, "app.toml", "", "index-events", "["+strings.Join(quoted, ", ")+"]")
}

// HaltAt makes a node that does not run stop at a block.
func (n *Node) HaltAt(height int64) error {
	return set(n.Home, "app.toml", "", "halt-height", strconv.FormatInt(height, 10))
}

// Signer makes a node that does not run listen at an address for a signer, which has the key then; "" gives it its own again.
func (n *Node) Signer(address string) error {
	return set(n.Home, "config.toml", "", "priv_validator_laddr", strconv.Quote(address))
}
