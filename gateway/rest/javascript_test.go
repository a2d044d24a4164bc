//go:build e2e

package rest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestContract_JavaScript runs OpenAI's client for JavaScript, unmodified, against a gateway with real axons. It needs
// clients/openai to be installed: make js.
func TestContract_JavaScript(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "clients", "openai")
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "openai")); err != nil {
		t.Fatalf("%v: install it with make js", err)
	}
	n := contracted(t)
	c := exec.CommandContext(t.Context(), "node", "--test", "contract.test.mjs")
	c.Dir = folder
	c.Env = append(os.Environ(), "BASE_URL="+n.url+"/v1")
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
