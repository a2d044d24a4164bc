package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/yuma/vector"
)

func (p *program) yumaCommand() *cobra.Command {
	return group("yuma", "The consensus mathematics, without a network", p.yumaVerifyCommand())
}

func (p *program) yumaVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify PATH…",
		Short: "Replay golden vectors and compare every number",
		Long: `Replays vector files, and all .json and .json.gz files below folders, on this program's own consensus code and compares
every number exactly. It names the first difference of each file and ends with status 1 if there is any. Files without
epochs, such as those with cases of single functions, are skipped.`,
		Example: `tianwang yuma verify yuma/testdata/vectors`,
		Args:    between(1, "PATH…"),
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := vector.Find(args...)
			if errors.Is(err, fs.ErrNotExist) {
				return fail(codeNotFound, "%v", err)
			}
			if err != nil {
				return err
			}
			return p.verifyVectors(files)
		},
	}
}

func (p *program) verifyVectors(files []string) error {
	t := newTable("files", "no vector files", "result", "path", "difference")
	count := map[string]int{}
	for _, path := range files {
		result, difference := verifyVector(path)
		count[result]++
		t.add(result, path, difference)
	}
	sum := record{{"passed", count["passed"]}, {"failed", count["failed"]}, {"skipped", count["skipped"]}}
	if count["passed"]+count["failed"] == 0 {
		return fail(codeNotFound, "none of %d files holds epochs to replay", len(files))
	}
	if failed := count["failed"]; failed > 0 {
		return &partial{fail(codeDiffers, "%d of %d files differ", failed, failed+count["passed"]), []part{t, sum}}
	}
	return p.show(t, sum)
}

// verifyVector replays a file and says how it went.
func verifyVector(path string) (result, difference string) {
	file, err := vector.Open(path)
	if errors.Is(err, vector.ErrNotEpochs) {
		return "skipped", ""
	}
	if err == nil {
		err = file.Verify()
	}
	if err != nil {
		return "failed", fmt.Sprint(err)
	}
	return "passed", ""
}
