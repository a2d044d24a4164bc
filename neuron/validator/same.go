package validator

import (
	"crypto/sha256"

	"github.com/tianwang-net/tianwang/task"
)

// printer is a task that knows better than the bytes of two answers whether they are the same work. It is false for an
// answer that it cannot read.
type printer interface {
	Print(c task.Challenge, a task.Answer) ([sha256.Size]byte, bool)
}

// printOf returns what is equal for answers that are the same work.
func printOf(t task.Task, c task.Challenge, a task.Answer) [sha256.Size]byte {
	if p, ok := t.(printer); ok {
		if said, ok := p.Print(c, a); ok {
			return said
		}
	}
	return task.Fingerprint(a)
}
