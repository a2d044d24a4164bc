package ocr

import (
	"context"
	_ "embed" // the script
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/tianwang-net/tianwang/task"
)

// PPOCRDirectory names the environment variable with the directory in which npm has installed ppocrPackage.
const PPOCRDirectory = "TIANWANG_PPOCR"

// ppocrPackage is PP-OCR with its models, for Node.
const ppocrPackage = "@gutenye/ocr-node"

//go:embed ppocr.mjs
var ppocrScript string

// PPOCR returns the honest model that asks PP-OCR when it is installed for Node. Its Train says what to install when it is
// not.
func PPOCR(id string) task.Model { return ppocr(id, os.Getenv(PPOCRDirectory)) }

func ppocr(id, dir string) task.Model {
	return &model{id: id, learn: func(context.Context) (read, error) {
		_, err := os.Stat(filepath.Join(dir, "node_modules", filepath.FromSlash(ppocrPackage))) // #nosec G703 -- the operator's own directory
		if dir == "" || err != nil {
			return nil, fmt.Errorf("ppocr: %s=%q has no %s; npm install --ignore-scripts --prefix DIR %s, and set %s=DIR",
				PPOCRDirectory, dir, ppocrPackage, ppocrPackage, PPOCRDirectory)
		}
		node, err := exec.LookPath("node")
		if err != nil {
			return nil, fmt.Errorf("ppocr: needs Node 20 or later: %w", err)
		}
		return func(ctx context.Context, p *picture) (string, error) {
			cmd := exec.CommandContext(ctx, node, "--input-type=module", "--eval", ppocrScript) // #nosec G204 -- found on PATH, a fixed script
			cmd.Dir = dir                                                                       // where the script's imports are looked for
			return run(cmd, p.file)
		}, nil
	}}
}
