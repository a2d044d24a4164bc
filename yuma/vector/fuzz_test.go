package vector_test

import (
	"bytes"
	"testing"

	"github.com/tianwang-net/tianwang/yuma/vector"
)

// FuzzFile runs and verifies whatever can be read as a vector file.
func FuzzFile(f *testing.F) {
	for _, name := range []string{"v1/median_ties", "yuma2/commit_reveal_mask", "yuma3/random_liquid_n8_v3", "root/rho_1"} {
		f.Add([]byte(plain(f, name)))
	}
	for _, kind := range []string{"whitepaper", "v1", "yuma2", "yuma3", "yuma3n", "root", ""} {
		for _, state := range []string{
			`{}`, `null`, `[]`, `{"n": 65535}`, `{"n": 1, "stake": [1], "weights": [[[9, 9]]]}`,
			`{"n": 1, "stake": [18446744073709551615], "validator_permits": [true], "block_at_registration": [0], "weights": [[[0, 1]]], "bonds": [[[5, 1], [0, 1]]]}`,
			`{"netuids": [0, 1], "stake": [1], "weights": [[[1, 1], [9, 9]]], "tempo": 18446744073709551615}`,
		} {
			f.Add([]byte(`{"kind": "` + kind + `", "input": {"epochs": [` + state + `]}, "expected": {"epochs": [{}]}}`))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := vector.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		_ = file.Verify() // whether it is exact is not the question
		if file.Run() != nil {
			return
		}
		var out bytes.Buffer
		if err := file.Write(&out); err != nil {
			t.Fatal(err)
		}
		again, err := vector.Read(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Verify(); err != nil {
			t.Fatalf("its own result: %v", err)
		}
	})
}
