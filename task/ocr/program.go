package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/tianwang-net/tianwang/task"
)

// tesseractProgram is the name of the program.
const tesseractProgram = "tesseract"

// Tesseract returns the honest model that asks the program tesseract when it is installed. Its Train says what to install
// when it is not.
func Tesseract(id string) task.Model { return tesseract(id, tesseractProgram) }

func tesseract(id, program string) task.Model {
	return &model{id: id, learn: func(ctx context.Context) (read, error) {
		path, err := exec.LookPath(program)
		if err != nil {
			return nil, fmt.Errorf("%s: not installed (%w); on Debian: apt-get install tesseract-ocr", program, err)
		}
		languages, err := exec.CommandContext(ctx, path, "--list-langs").CombinedOutput() // #nosec G204 -- found on PATH, fixed arguments
		if err != nil || !bytes.Contains(languages, []byte("eng")) {
			return nil, fmt.Errorf("%s: has no English (%w); on Debian: apt-get install tesseract-ocr-eng", program, errors.Join(err, errNoLanguage))
		}
		return func(ctx context.Context, p *picture) (string, error) {
			cmd := exec.CommandContext(ctx, path, "stdin", "stdout", "--psm", "6", "-l", "eng") // #nosec G204 -- found on PATH, fixed arguments
			cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")                                // its threads wait for each other more than they work
			return run(cmd, p.file)
		}, nil
	}}
}

var errNoLanguage = errors.New("not among its languages")

// run gives a picture to a program and returns what it writes.
func run(cmd *exec.Cmd, file []byte) (string, error) {
	var out, complaint bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(file), &out, &complaint
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", cmd.Path, err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSpace(out.String()), nil
}
