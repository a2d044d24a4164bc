package task

import (
	"errors"
	"fmt"
	"io/fs"
)

// Private is a task that can ask about text that only one validator has, in place of text that comes with the program and
// that a miner may know by heart.
type Private interface {
	Task
	// WithText returns the task over the files of a directory. What is also in shipped text is never asked. It is an error,
	// ErrText, when too little is left.
	WithText(files fs.FS) (Task, error)
}

// ErrText says that the private text of a validator does not do.
var ErrText = errors.New("private text")

// Privately returns a task that asks about the files of a directory, or an error when the task cannot.
func Privately(t Task, files fs.FS) (Task, error) {
	p, ok := t.(Private)
	if !ok {
		return nil, fmt.Errorf("%w: task %s asks about no text that could be replaced", ErrText, t.Info().Name)
	}
	return p.WithText(files)
}
