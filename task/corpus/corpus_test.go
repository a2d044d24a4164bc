package corpus

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestData_MatchesSums checks the embedded texts against the sums gen.sh wrote, and the bounds on their size.
func TestData_MatchesSums(t *testing.T) {
	t.Parallel()
	f, err := os.Open("data/sums.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var total int64
	for s := bufio.NewScanner(f); s.Scan(); {
		want, file, _ := strings.Cut(s.Text(), "  ")
		sum := sha256.Sum256([]byte(read(strings.TrimSuffix(file, ".txt"))))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: SHA-256 %s, want %s", file, got, want)
		}
		st, err := os.Stat(filepath.Join("data", file+".zst"))
		if err != nil {
			t.Fatal(err)
		}
		if st.Size() >= 3<<20 {
			t.Errorf("%s: %d bytes compressed, must be below 3 MiB", file, st.Size())
		}
		total += st.Size()
	}
	if total == 0 || total > 5<<20 {
		t.Errorf("texts take %d bytes, must be at most 5 MiB", total)
	}
}

func TestVerses_AreClean(t *testing.T) {
	t.Parallel()
	want := map[Text]string{
		English: "In the beginning, God created the heavens and the earth.", // a note stood between God and created
		Spanish: "EN el principio crió Dios los cielos y la tierra.",
		KJV:     "In the beginning God created the heaven and the earth.",
	}
	for text, first := range want {
		vs := Verses(text)
		if len(vs) < 31_000 || len(vs) > 31_102 {
			t.Errorf("%s: %d verses", text, len(vs))
		}
		if vs[0].Ref != "Gen 1:1" || vs[0].Text != first {
			t.Errorf("%s begins %+v", text, vs[0])
		}
		for _, v := range vs {
			if v.Text == "" || len(v.Text) > 700 || strings.ContainsAny(v.Text, "<>&\t") || strings.Count(v.Ref, " ") != 1 {
				t.Fatalf("%s: %+v: not a clean verse", text, v)
			}
		}
	}
}

func TestPairs_AreAligned(t *testing.T) {
	t.Parallel()
	ps := Pairs()
	if len(ps) < 29_000 {
		t.Fatalf("%d pairs", len(ps))
	}
	for _, p := range ps {
		if p.English == "" || p.Spanish == "" || shifted(p.English, p.Spanish) {
			t.Fatalf("not a pair: %+v", p)
		}
		if strings.HasPrefix(p.Ref, "Num 13:") {
			t.Fatalf("%s is numbered differently in Spanish", p.Ref)
		}
	}
}

func TestGoFiles_HaveWholeText(t *testing.T) {
	t.Parallel()
	fs := GoFiles()
	size := 0
	for _, f := range fs {
		size += len(f.Text)
		if !strings.Contains(f.Text, "package ") || !strings.HasSuffix(f.Path, ".go") || strings.HasPrefix(f.Text, "// Copyright") {
			t.Errorf("%s: not a source file without its notice: %.60q", f.Path, f.Text)
		}
	}
	if size < 3_000_000 || len(fs) < 300 {
		t.Errorf("%d files, %d bytes", len(fs), size)
	}
	if p := fs[0].Package(); p != "archive/tar" {
		t.Errorf("first package %q", p)
	}
}

func TestHeld_IsATenth(t *testing.T) {
	t.Parallel()
	held := 0
	for _, p := range Pairs() {
		if Held(chapter(p.Ref)) {
			held++
		}
	}
	if share := float64(held) / float64(len(Pairs())); share < 0.08 || share > 0.13 {
		t.Errorf("share of verses held out %.3f", share)
	}
	held, total := 0, 0
	for _, f := range GoFiles() {
		total += len(f.Text)
		if Held(f.Package()) {
			held += len(f.Text)
		}
	}
	if share := float64(held) / float64(total); share < 0.05 || share > 0.15 {
		t.Errorf("share of Go held out %.3f", share)
	}
}

func TestNovel(t *testing.T) {
	t.Parallel()
	train := []string{"The quick brown fox jumps over the lazy dog."}
	held := []string{
		"the quick, brown fox jumps!",                     // its one 5-gram is known
		"a slow green turtle walks under the bridge",      // nothing known
		"too short for five",                              // no 5-gram
		"quick brown fox jumps over my sleepy little cat", // one of five known
	}
	if got := Novel(train, held, 5, 0.2); len(got) != 2 || got[0] != 1 || got[1] != 3 {
		t.Errorf("got %v, want [1 3]", got)
	}
	if got := Novel(train, held, 5, 0); len(got) != 1 || got[0] != 1 {
		t.Errorf("got %v, want [1]", got)
	}
}

func TestLicences_NameEveryFile(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"english", "spanish", "kjv", "go"} {
		if !strings.Contains(Licences, "data/"+name+".txt.zst") {
			t.Errorf("LICENCES.md does not name %s", name)
		}
	}
}

func BenchmarkVerses(b *testing.B) {
	for b.Loop() {
		parse(read("spanish"))
	}
}

func BenchmarkNovel(b *testing.B) {
	var train, held []string
	for _, p := range Pairs() {
		if Held(chapter(p.Ref)) {
			held = append(held, p.English)
		} else {
			train = append(train, p.English)
		}
	}
	for b.Loop() {
		Novel(train, held, 5, 0.2)
	}
}
