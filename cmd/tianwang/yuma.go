package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/yuma/vector"
)

func (p *program) yumaCommand() *cobra.Command {
	return group("yuma", "The consensus mathematics, without a network", p.yumaRunCommand(), p.yumaVerifyCommand())
}

func (p *program) yumaRunCommand() *cobra.Command {
	var kind string
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "Compute epochs from the states in a file",
		Long: `Computes the epochs of a vector file on this program's own consensus code and prints the file with what came of them, in
the same format: what is stored and paid, and for up to 64 uids every step of the working. Each epoch starts from the
state in the file. What the file expects is not looked at and may be missing; a file named - is standard input. The format
is described in yuma/testdata/vectors/README.md.`,
		Example: `tianwang yuma run yuma/testdata/vectors/v1/median_ties.json.gz
tianwang yuma run state.json > vector.json && tianwang yuma verify vector.json`,
		Args: exactly("FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			file, err := p.readVector(args[0])
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return fail(codeNotFound, "%v", err)
			case err != nil:
				return fail(codeUsage, "%s: %v", args[0], err)
			}
			if kind != "" {
				file.Kind = kind
			}
			if err := file.Run(); err != nil {
				return fail(codeUsage, "%s: %v", args[0], err)
			}
			return p.show(vectorFile{file})
		},
	}
	c.Flags().StringVar(&kind, "kind", "", "version whose rules apply, instead of the kind that the file names")
	return c
}

// readVector reads a vector file, or standard input.
func (p *program) readVector(path string) (*vector.File, error) {
	if path == "-" {
		return vector.Read(p.stdin)
	}
	return vector.Open(path)
}

// vectorFile shows a vector file as it is.
type vectorFile struct{ *vector.File }

func (v vectorFile) write(w io.Writer) error { return v.Write(w) }

func (v vectorFile) members() []field {
	return []field{
		{"description", v.Description}, {"kind", v.Kind}, {"source", v.Source}, {"input", v.Input}, {"expected", v.Expected},
	}
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
