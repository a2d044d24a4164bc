package embed

import (
	_ "embed" // the definitions
	"fmt"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/tianwang-net/tianwang/task/corpus"
)

//go:embed data/definitions.tsv.zst
var definitions []byte

// Licence is the notice that goes with the definitions, in Markdown; a program that embeds them must be able to show it.
//
//go:embed LICENCE.md
var Licence string

// maxText bounds the decompressed definitions, in bytes.
const maxText = 4 << 20

// pair has the definitions of two words that are related.
type pair [2]string

// texts are all pairs by the split: about a tenth is held out for challenges.
type texts struct{ train, exam []pair }

// library is read on first use. It panics if the definitions are broken: the binary is then broken.
var library = sync.OnceValue(func() texts {
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxText))
	if err != nil {
		panic(err)
	}
	defer r.Close()
	text, err := r.DecodeAll(definitions, nil)
	if err != nil {
		panic(fmt.Sprintf("definitions: %v", err))
	}
	var t texts
	for line := range strings.Lines(string(text)) {
		a, b, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if corpus.Held(a) {
			t.exam = append(t.exam, pair{a, b})
		} else {
			t.train = append(t.train, pair{a, b})
		}
	}
	return t
})
