package vector_test

import (
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/yuma/vector"
)

// TestVectors replays every golden vector.
func TestVectors(t *testing.T) {
	t.Parallel()
	for kind, count := range map[string]int{"v1": 57, "yuma2": 74, "yuma3": 101, "root": 27} {
		files, err := vector.Find(filepath.Join("..", "testdata", "vectors", kind))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != count {
			t.Fatalf("%s: %d files, want %d", kind, len(files), count)
		}
		for _, path := range files {
			name := kind + "/" + strings.TrimSuffix(filepath.Base(path), ".json.gz")
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				f, err := vector.Open(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := f.Verify(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestOpen_SingleFunctionsAreNotEpochs also counts the files with cases of single functions, each of which a test of package
// fixed or yuma reads.
func TestOpen_SingleFunctionsAreNotEpochs(t *testing.T) {
	t.Parallel()
	files, err := vector.Find(filepath.Join("..", "testdata", "vectors", "math"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 13 {
		t.Errorf("%d files, want 13", len(files))
	}
	for _, path := range files {
		if _, err := vector.Open(path); !errors.Is(err, vector.ErrNotEpochs) {
			t.Errorf("%s: got %v, want %v", path, err, vector.ErrNotEpochs)
		}
	}
}

// TestVerify_FindsEveryChange changes one number at a time and wants it found.
func TestVerify_FindsEveryChange(t *testing.T) {
	t.Parallel()
	tests := []struct{ file, old, new, want string }{
		{"v1/median_ties", `"rank": [0,`, `"rank": [1,`, "epoch 0: rank[0]: got 0, want 1"},
		{"v1/median_ties", `"stake": [858993459,`, `"stake": [858993460,`, "epoch 0: trace.stake[0]: got 858993459, want 858993460"},
		{"v1/median_ties", `[5,65534]`, `[5,65535]`, "epoch 0: bonds[3][0][1]: got 65534, want 65535"},
		{"v1/median_ties", `6f62271d5f`, `0f62271d5f`, "epoch 0: bonds_sha256: got 6f62271d5f"},
		{"v1/median_ties", `"trust": [0,`, `"hope": [0,`, "epoch 0: hope: got nothing, want a value"},
		{"root/rho_1", `"emission_values": [[0,0],[1,296369884]`, `"emission_values": [[0,0],[1,296369885]`, "epoch 0: emission_values[1][1]: got 296369884"},
		{"root/rho_1", `"6964429169608974948"`, `"6964429169608974949"`, "epoch 0: trace.consensus[0]: got 6964429169608974948"},
		{"root/rho_1", `[1,360405674]`, `[1,360405675]`, "epoch 0: v1_1_0_normalized.emission_values[1][1]"},
	}
	for _, tt := range tests {
		text := plain(t, tt.file)
		changed := strings.Replace(text, tt.old, tt.new, 1)
		if changed == text {
			t.Fatalf("%s: no %s in it", tt.file, tt.old)
		}
		f, err := vector.Read(strings.NewReader(changed))
		if err != nil {
			t.Fatal(err)
		}
		var d *vector.Difference
		if err := f.Verify(); !errors.As(err, &d) || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.file, err, tt.want)
		}
	}
}

// plain returns the text of a vector file.
func plain(t testing.TB, name string) string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", "vectors", name+".json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
