package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/node"
)

func (p *program) debugCommand() *cobra.Command {
	return group("debug", "Find out why nodes disagree", p.debugHashCommand(), p.debugDiffCommand())
}

func (p *program) debugHashCommand() *cobra.Command {
	var home string
	var height int64
	c := &cobra.Command{
		Use:   "state-hash",
		Short: "Show the hash of a node's state, store by store",
		Long: `Shows the hash of the state after a block and those of the stores that it is made of, from the directory of a node that
is not running. Where two nodes disagree, the stores whose hashes differ say in which module; export both and compare them
with tianwang debug diff-export. The app hash is that in the header of the next block.`,
		Example: `tianwang debug state-hash --node-home /var/lib/tianwang/node
tianwang debug state-hash --node-home /var/lib/tianwang/node --height 1000 --json`,
		Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			if height < 0 {
				return usage("height %d: it cannot be negative", height)
			}
			if !node.Home(home).Exists() {
				return usage("%s: there is no node here; --node-home names its directory", home)
			}
			s, err := node.Home(home).StateHash(height)
			if errors.Is(err, node.ErrNoState) {
				return fail(codeNotFound, "%v", err)
			}
			if err != nil {
				return err
			}
			stores := newTable("stores", "no stores", "store", "hash")
			for _, store := range s.Stores {
				stores.add(store.Name, hex.EncodeToString(store.Hash))
			}
			return p.show(record{{"height", s.Height}, {"app_hash", hex.EncodeToString(s.Hash)}}, stores)
		},
	}
	c.Flags().StringVar(&home, "node-home", "", "directory of the node")
	c.Flags().Int64Var(&height, "height", 0, "block after which, the latest if not given")
	return c
}

func (p *program) debugDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff-export A B",
		Short: "Compare two exported states, or two genesis files",
		Long: `Compares the state in two files, exports of nodes (tianwang node export) or genesis files, module by module and
collection by collection. Things in a list are compared with those of the same address, netuid or other key, whatever
their order; the form of the files does not matter. It shows every difference and ends with status 1 if there is any.`,
		Example: `tianwang node export --home a > a.json && tianwang node export --home b > b.json && tianwang debug diff-export a.json b.json`,
		Args:    exactly("A", "B"),
		RunE: func(_ *cobra.Command, args []string) error {
			var states [2]map[string]any
			for i, file := range args {
				text, err := os.ReadFile(file) // #nosec G304 -- the user names it
				if err != nil {
					return fail(codeNotFound, "%v", err)
				}
				if states[i], err = readState(text); err != nil {
					return usage("%s: %v", file, err)
				}
			}
			return p.showDifferences(compareStates(states[0], states[1]), args[0], args[1])
		},
	}
}

// shownValue is how much of a value people see, in bytes.
const shownValue = 60

// showDifferences shows what differs: how much in each collection, then what.
func (p *program) showDifferences(found []difference, a, b string) error {
	if len(found) == 0 {
		return p.show(line("no difference"), hidden{{"differences", []any{}}})
	}
	counts := newTable("collections", "", "module", "collection", "only_in_a", "only_in_b", "changed")
	for i, d := range found {
		if i == 0 || d.module != found[i-1].module || d.collection != found[i-1].collection {
			counts.add(d.module, d.collection, 0, 0, 0)
		}
		column := 4
		switch {
		case d.b == "":
			column = 2
		case d.a == "":
			column = 3
		}
		row := counts.rows[len(counts.rows)-1]
		row[column] = row[column].(int) + 1
	}
	all := newTable("differences", "", "module", "collection", "at", "a", "b")
	for _, d := range found {
		row := []any{d.module, d.collection, text(d.at), text(d.a), text(d.b)}
		if !p.flags.json {
			row[3], row[4] = shortened(d.a), shortened(d.b)
		}
		all.add(row...)
	}
	return &partial{fail(codeDiffers, "%s and %s differ in %d places", a, b, len(found)), []part{counts, all}}
}

// shortened is as much of a value as fits on a line.
func shortened(value string) text {
	if len(value) <= shownValue {
		return text(value)
	}
	return text(fmt.Sprintf("%s… (%d bytes)", value[:shownValue], len(value)))
}
