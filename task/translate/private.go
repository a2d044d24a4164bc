package translate

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/corpus"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

var _ task.Private = Task{}

// privateFile has the private pairs: a line for each, English, a tab, Spanish.
const privateFile = "pairs.tsv"

// minPrivate is the least number of pairs that are left to ask about.
const minPrivate = 200

// WithText asks about the pairs of pairs.tsv. Those whose English shares more than a fifth of its word 5-grams with shipped
// text, held out or not, are left out.
func (Task) WithText(files fs.FS) (task.Task, error) {
	b, err := fs.ReadFile(files, privateFile)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", task.ErrText, err)
	}
	if !utf8.Valid(b) {
		return nil, fmt.Errorf("%w: %s is not UTF-8", task.ErrText, privateFile)
	}
	var shipped, english []string
	for _, p := range corpus.Pairs() {
		shipped = append(shipped, p.English)
	}
	var all []smt.Pair
	for line := range strings.Lines(string(b)) {
		en, es, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if en, es = strings.TrimSpace(en), strings.TrimSpace(es); !ok || en == "" || es == "" {
			return nil, fmt.Errorf("%w: %s line %d: English, a tab and Spanish are needed", task.ErrText, privateFile, len(all)+1)
		}
		all, english = append(all, smt.Pair{English: en, Spanish: es}), append(english, en)
	}
	var out Task
	for _, i := range corpus.Novel(shipped, english, novelWords, novelShared) {
		out.private = append(out.private, all[i])
	}
	if len(out.private) < minPrivate {
		return nil, fmt.Errorf("%w: %s has %d pairs of five words or more that are not in shipped text, at least %d are needed",
			task.ErrText, privateFile, len(out.private), minPrivate)
	}
	return out, nil
}
