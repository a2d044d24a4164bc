package billing

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/sqlite"
)

// TestGate_Restart (G20) has a gateway die in the middle of 20 streams. The one that starts next holds nothing back and has
// charged nothing, whatever the streams of the dead one still come to; and it goes on selling.
func TestGate_Restart(t *testing.T) {
	t.Parallel()
	const streams = 20
	var begun, all sync.WaitGroup
	begun.Add(streams)
	end := make(chan struct{})
	s := open(t, events(func(w http.ResponseWriter, r *http.Request) {
		begun.Done()
		<-end
		done(w, r)
	}, "uno"), func(c *Config) { c.Credit = 1_000_000_000 })
	deposit := (streams + 1) * price.Most()
	s.chain.change(7, func(c *books.Channel) { c.Deposit = deposit })
	if err := s.settler.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range streams {
		all.Go(func() { s.send(s.question("words")) })
	}
	begun.Wait()
	s.want(0, streams*price.Most())
	next, err := sqlite.Open(t.Context(), s.file, books.Config{Process: "test"}) // the same process, for all that the database knows
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { next.Close() })
	sound := func(when string) {
		t.Helper()
		a, err := next.Account(t.Context(), 7)
		if err != nil || a.Spent != 0 || a.Reserved != 0 || a.Left() != deposit {
			t.Errorf("%s: %+v %v", when, a, err)
		}
		if err := next.Audit(context.Background()); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	sound("after the start")
	close(end)
	all.Wait()
	sound("after the streams of the dead gateway ended")
	request := books.Request{ID: "after", Key: s.key, Netuids: []uint32{3}, Model: "words", Amount: price.Most(), Credit: deposit}
	if _, err := next.Reserve(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if cost, err := next.Settle(t.Context(), "after", books.Outcome{Cost: 103}); err != nil || cost != 103 {
		t.Errorf("charged %d, %v", cost, err)
	}
}
