package rest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// everyCause returns what clients can be told.
func everyCause() map[string]int {
	all := map[string]int{}
	for _, c := range []*cause{
		errNotFound, errMethod, errBody, errEncoding, errNoModel, errNoSubnet, errUnsupported, errTooLarge, errRate, errOverloaded, errInternal,
	} {
		all[c.code] = c.status
	}
	for _, f := range failures {
		all[f.code] = f.status
	}
	for _, code := range passedCodes {
		all[code] = 400
	}
	return all
}

// TestCodes_AreInTheGuide holds the table of docs/guide/develop.md against the program, both ways.
func TestCodes_AreInTheGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide", "develop.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| (\d{3}) \| ([^|]*) \|`).FindAllSubmatch(guide, -1) {
		for _, code := range regexp.MustCompile("`([a-z_]+)`").FindAllSubmatch(m[2], -1) {
			rows[string(code[1])] = append(rows[string(code[1])], string(m[1]))
		}
	}
	causes := everyCause()
	for code, status := range causes {
		if !slices.Equal(rows[code], []string{strconv.Itoa(status)}) {
			t.Errorf("%s: statuses %v in the guide, %d in the program", code, rows[code], status)
		}
	}
	for code := range rows {
		if _, ok := causes[code]; !ok {
			t.Errorf("%s: in the guide, not in the program", code)
		}
	}
}
