package app_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"

	"github.com/tianwang-net/tianwang/internal/testchain"
)

var updateCensus = flag.Bool("update-census", false, "write testdata/census.txt anew; read what changed before it is committed")

const censusFile = "testdata/census.txt"

// signer is a kind of signer: whose address stands in the message, and who signs the transaction.
type signer struct {
	kind    string
	address string
	by      *testchain.Actor // nil for governance, which runs messages without a transaction
}

// TestCensus tries every message of this chain with every kind of signer. The table of what comes of it is reviewed like
// code: a message that is new has no row and fails, a row that changes shows in the diff.
func TestCensus(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	rows := s.rows()
	registry := s.c.App().Encoding.Registry
	var table strings.Builder
	for _, url := range slices.Sorted(slices.Values(registry.ListImplementations(sdk.MsgInterfaceProtoName))) {
		if !strings.HasPrefix(url, "/tianwang.") {
			continue
		}
		r, ok := rows[url]
		if !ok {
			t.Errorf("%s is new: add it to the rows of the census, and read what comes of it", url)
			continue
		}
		delete(rows, url)
		fmt.Fprintf(&table, "%s: %s\n", strings.TrimPrefix(url, "/"), r.right)
		for _, who := range s.signers(r) {
			fmt.Fprintf(&table, "    %-12s %s\n", who.kind, s.try(t, r, who))
		}
	}
	for url := range rows {
		t.Errorf("the census has a row for %s, which the chain does not know", url)
	}
	if *updateCensus {
		if err := os.WriteFile(censusFile, []byte(table.String()), 0o644); err != nil { // #nosec G306 -- a table for everybody
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(censusFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(table.String(), "\n")); diff != "" {
		t.Errorf("the census is not what was reviewed (reviewed, is); go test ./app -run TestCensus -update-census:\n%s", diff)
	}
}

// signers returns all kinds of signers. The last ones name the right one but are not it.
func (s *stage) signers(r row) []signer {
	kinds := []string{"stranger", "coldkey", "nominator", "gateway", "owner", "hotkey", "validator", "frozen", "authority"}
	var all []signer
	for _, kind := range kinds {
		all = append(all, signer{kind, s.actors[kind].String(), s.actors[kind]})
	}
	right := testchain.Authority
	if a := s.actors[r.right]; a != nil {
		right = a.String()
	}
	stranger := s.actors["stranger"]
	return append(all,
		signer{"governance", testchain.Authority, nil},
		signer{"module", testchain.ModuleAddress("stake"), stranger},
		signer{"forged", right, stranger},
		signer{"other chain", right, s.actors[r.right]},
		signer{"not granted", right, stranger},
	)
}

// try returns what comes of a message from a signer.
func (s *stage) try(t *testing.T, r row, who signer) string {
	t.Helper()
	msg := r.msg(who.address, s.byAddress[who.address])
	if who.by == nil {
		if who.kind == "other chain" {
			return "governance signs nothing"
		}
		return outcome(s.govern(msg))
	}
	tx := testchain.Tx{By: who.by, Msgs: []sdk.Msg{msg}}
	free := testchain.IsFree(msg)
	switch who.kind {
	case "forged":
		if named := s.byAddress[who.address]; named != nil {
			tx.By, tx.Forged = named, who.by
		}
	case "other chain":
		tx.ChainID = "test-2"
	case "not granted":
		exec := authz.NewMsgExec(who.by.Address(), tx.Msgs)
		tx.Msgs, free = []sdk.Msg{&exec}, false
	}
	refused, failed := s.c.Dry(s.c.Build(tx))
	if free && failed != nil {
		t.Errorf("%T of %s costs nothing, got past the ante handler and failed: %v", msg, who.kind, failed)
	}
	if refused != nil {
		return outcome(refused)
	}
	return outcome(failed)
}

// outcome is an error in the words that it was registered with.
func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	codespace, code, _ := errorsmod.ABCIInfo(err, false)
	text := errorsmod.ABCIError(codespace, code, "").Error()
	return codespace + ": " + strings.TrimPrefix(text, ": ")
}
