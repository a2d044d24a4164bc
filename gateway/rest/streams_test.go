//go:build unix

package rest

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

var manyStreams = flag.Int("streams", 200, "streams that are open at once in TestStreams")

// rest of a stream: so many words, after all streams have begun.
const wordsEach = 20

// roleVariable makes a copy of this test program the miner or the users of TestStreams, so that the process of the
// test holds the gateway alone, whose memory it measures and whose files it counts.
const roleVariable = "TIANWANG_TEST_STREAMS"

// TestStreams has many streams open at once, and all their tokens arrive. It needs two open files a stream; what the
// gateway holds for each of them is logged. The figure of the guide:
//
//	go test ./gateway/rest -run 'TestStreams$' -v -count=1 -streams 9000
func TestStreams(t *testing.T) {
	switch role, at, _ := strings.Cut(os.Getenv(roleVariable), " "); role {
	case "miner":
		mineStreams(t)
		return
	case "users":
		useStreams(t, at)
		return
	}
	if testing.Short() { // under the race detector each takes ten times as long
		*manyStreams = min(*manyStreams, 50)
	}
	n := *manyStreams
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		t.Fatal(err)
	}
	if need := uint64(2*n + 100); l.Cur < need {
		t.Fatalf("%d streams need %d open files, %d are allowed: ulimit -n %d", n, need, l.Cur, need)
	}
	miner := start(t, "miner")
	url := miner.line(t)
	market := stall{{Netuid: netuid, Model: modelID, Miners: []gateway.Miner{{Hotkey: key(t, "a").Address(), URL: url}}}}
	// All wait for the last to begin, which may take a while.
	patience := dendrite.Config{FirstEvent: time.Hour, Stall: time.Hour, Total: time.Hour}
	gate := subnet{hedge: -1}.open(t, Config{Concurrency: n + 10}, patience, market)
	before := inUse()
	users := start(t, "users "+gate.url)
	if got := users.line(t); got != "all have begun" {
		t.Fatal(got)
	}
	each := (inUse() - before) / int64(n)
	t.Logf("%d streams, %d bytes each in the gateway, goroutines and their stacks included", n, each)
	most := int64(64 << 10)
	if n < 1000 { // what all share weighs on few
		most += most / 4
	}
	if each > most && !testing.Short() { // the race detector has memory of its own
		t.Errorf("a stream takes %d bytes, more than %d", each, most)
	}
	miner.say(t, "go on")
	if got, want := users.line(t), fmt.Sprintf("%d words, 0 streams failed", n*(wordsEach+1)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	miner.say(t, "stop")
}

// inUse is what this process uses of the memory that it has from the system, after a collection.
func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// other is a process that plays a role.
type other struct {
	in  io.Writer
	out *bufio.Reader
}

func start(t *testing.T, role string) other {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, "-test.run", "^TestStreams$", "-streams", strconv.Itoa(*manyStreams)) // #nosec G204 -- this program
	c.Env = append(os.Environ(), roleVariable+"="+role)
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_, _ = io.Copy(io.Discard, out)
		if err := c.Wait(); err != nil {
			t.Errorf("%s: %v", role, err)
		}
	})
	return other{in, bufio.NewReader(out)}
}

// line is what the other process says next.
func (o other) line(t *testing.T) string {
	t.Helper()
	s, err := o.out.ReadString('\n')
	if err != nil {
		t.Fatalf("%q, %v", s, err)
	}
	return strings.TrimSuffix(s, "\n")
}

func (o other) say(t *testing.T, what string) {
	t.Helper()
	if _, err := fmt.Fprintln(o.in, what); err != nil {
		t.Fatal(err)
	}
}

// mineStreams begins every stream with a word, and goes on with all when it is told to.
func mineStreams(t *testing.T) {
	goOn := make(chan struct{})
	model := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range wordsEach + 1 {
			_ = openai.WriteEvent(w, piece("palabra "))
			_ = http.NewResponseController(w).Flush()
			if i == 0 {
				<-goOn
			}
		}
		_ = openai.WriteDone(w)
	})
	n := *manyStreams
	m := immortal(t, key(t, "a"), newAxon(t, axon.Config{Concurrency: n + 10, PerCaller: n + 10}, "a", model))
	fmt.Println(m.URL)
	orders := bufio.NewReader(os.Stdin)
	_, _ = orders.ReadString('\n')
	close(goOn)
	_, _ = orders.ReadString('\n') // or the end of the test
}

// useStreams opens all streams, says so, and counts the words of all to their ends.
func useStreams(t *testing.T, url string) {
	n := *manyStreams
	var begun sync.WaitGroup
	begun.Add(n)
	var words, failed atomic.Int64
	var all sync.WaitGroup
	gate := make(chan struct{}, 64) // connect a few at a time
	web := &http.Transport{DisableKeepAlives: true}
	for range n {
		gate <- struct{}{}
		all.Go(func() {
			first := sync.OnceFunc(func() {
				<-gate
				begun.Done()
			})
			defer first()
			if err := listen(web, url, &words, first); err != nil {
				if failed.Add(1) <= 5 {
					fmt.Fprintln(os.Stderr, err)
				}
			}
		})
	}
	begun.Wait()
	fmt.Println("all have begun")
	all.Wait()
	fmt.Printf("%d words, %d streams failed\n", words.Load(), failed.Load())
}

func listen(web *http.Transport, url string, words *atomic.Int64, first func()) error {
	r, err := http.NewRequest(http.MethodPost, url+openai.PathChat, strings.NewReader(asking(true)))
	if err != nil {
		return err
	}
	resp, err := web.RoundTrip(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	events := openai.NewEventReader(resp.Body, 4096)
	for {
		data, err := events.Next()
		switch {
		case err != nil:
			return err
		case string(data) == openai.Done:
			return nil
		case !strings.Contains(string(data), "palabra"):
			return errors.New(string(data))
		}
		words.Add(1)
		first()
	}
}
