package chat

import (
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/serve"
)

// maxInput is the longest message that is read, in bytes.
const maxInput = 8 << 10

// model answers by a function.
type model struct {
	id     string
	answer func(message string) string
}

func (m *model) Train(ctx context.Context, progress func(float64)) error {
	progress(1)
	return ctx.Err()
}

func (m *model) Handler() http.Handler {
	return serve.Handler(serve.Model{ID: m.id, Now: time.Now, Chat: serve.Words(maxInput,
		func(_ context.Context, message string) (string, error) { return m.answer(message), nil })})
}

var (
	additions = regexp.MustCompile(`(\d+) plus (\d+), times (\d+)`)
	goods     = regexp.MustCompile(`has (\d+) \w+, buys (\d+) more and gives (\d+)`)
	keeps     = regexp.MustCompile(`(\w+) keeps the (\w+) in the (\w+)\.`)
	asked     = regexp.MustCompile(`Where does (\w+) keep the (\w+)\?`)
)

// Rules returns the honest but narrow model that calculates and looks up by rules, without a model server. It has no
// answer to anything else, and says so.
func Rules(id string) task.Model {
	return &model{id, func(message string) string {
		if m := additions.FindStringSubmatch(message); m != nil {
			return strconv.Itoa((integer(m[1]) + integer(m[2])) * integer(m[3]))
		}
		if m := goods.FindStringSubmatch(message); m != nil {
			return strconv.Itoa(integer(m[1]) + integer(m[2]) - integer(m[3]))
		}
		if q := asked.FindStringSubmatch(message); q != nil {
			for _, fact := range keeps.FindAllStringSubmatch(message, -1) {
				if fact[1] == q[1] && fact[2] == q[2] {
					return fact[3]
				}
			}
		}
		return "I can only calculate and look up."
	}}
}

// integer reads digits; numbers too large for it are wrong anyway.
func integer(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// Random returns the cheater that answers with some number or word, the same for the same message.
func Random(id string) task.Model {
	return &model{id, func(message string) string {
		rng := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(message)))) // #nosec G404 -- noise
		if rng.IntN(2) == 0 {
			return strconv.Itoa(rng.IntN(1000))
		}
		return some(rng, plain, 1)[0]
	}}
}

// Echo returns the cheater that hands the question back: what it asks for is often in it.
func Echo(id string) task.Model {
	return &model{id, func(message string) string { return message }}
}

// List returns the cheater that names everything that could be meant.
func List(id string) task.Model {
	return &model{id, func(string) string {
		return strings.Join(places, " ") + " " + strings.Join(plain, " ") + " 1 2 3 4 5 6 7 8 9"
	}}
}
