package translate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/tianwang-net/tianwang/task"
)

// Names of the program and of its language pair.
const (
	apertiumProgram = "apertium"
	apertiumMode    = "eng-spa"
)

// Apertium returns the honest model that translates by rules, with the program apertium when it is installed. Its Train
// says what to install when it is not.
func Apertium(id string) task.Model { return apertium(id, apertiumProgram) }

func apertium(id, program string) task.Model {
	return &model{id: id, train: func(ctx context.Context, progress func(float64)) (translator, error) {
		path, err := exec.LookPath(program)
		if err != nil {
			return nil, fmt.Errorf("%s: not installed (%w); on Debian: apt-get install apertium apertium-eng-spa", program, err)
		}
		translate := func(ctx context.Context, text string) (string, error) { return runApertium(ctx, path, text) }
		if _, err := translate(ctx, "house"); err != nil {
			return nil, fmt.Errorf("%w; is the pair there? on Debian: apt-get install apertium-eng-spa", err)
		}
		progress(1)
		return translate, nil
	}}
}

// runApertium translates a text in a process of its own. Lines stay lines.
func runApertium(ctx context.Context, path, text string) (string, error) {
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, path, "-u", "-f", "txt", apertiumMode) // #nosec G204 -- found on PATH, fixed arguments
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text+"\n"), &out, &complaint
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", apertiumProgram, err, strings.TrimSpace(complaint.String()))
	}
	if out.Len() == 0 {
		return "", errors.New(apertiumProgram + ": said nothing")
	}
	return strings.TrimRight(out.String(), "\n"), nil
}
