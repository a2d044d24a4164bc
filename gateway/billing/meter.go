package billing

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/openai"
)

// kind is what an answer is, as its header says.
type kind int

const (
	unknown kind = iota
	refusal      // not a success
	whole        // in one piece; kept until the end, so that its cost is in the header
	stream       // events; passed on at once
)

// meter counts what is delivered of an answer and has it charged. It belongs to one request.
type meter struct {
	http.ResponseWriter

	price    ledger.Price
	settle   func(end ledger.End, out uint64)
	usage    openai.Usage // what the answer says of tokens
	first    func()       // called at the first byte
	kind     kind
	held     []byte // of a whole answer; of a stream, the event that is not complete
	out      uint64 // bytes of text that were delivered
	failed   bool   // the stream told of an error
	broken   bool   // the connection did not take what was written
	settled  bool
	returned bool // the handler did, and did not panic
}

// Unwrap lets a http.ResponseController reach the connection.
func (m *meter) Unwrap() http.ResponseWriter { return m.ResponseWriter }

// WriteHeader sends the header of what is not a whole answer.
func (m *meter) WriteHeader(status int) {
	if m.kind != unknown {
		return
	}
	if m.first != nil && status == http.StatusOK {
		m.first()
	}
	form, _, _ := mime.ParseMediaType(m.Header().Get("Content-Type"))
	switch {
	case status != http.StatusOK:
		m.kind = refusal
	case form == "text/event-stream":
		m.kind = stream
	default:
		m.kind = whole
		return
	}
	m.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (m *meter) Write(b []byte) (int, error) {
	m.WriteHeader(http.StatusOK)
	switch m.kind {
	case whole:
		m.held = append(m.held, b...)
		return len(b), nil
	case stream:
		m.held = append(m.held, b...)
		for {
			i := bytes.Index(m.held, []byte("\n\n"))
			if i < 0 {
				return len(b), nil
			}
			if err := m.event(m.held[:i+2]); err != nil {
				m.broken = true
				return 0, err
			}
			m.held = append(m.held[:0], m.held[i+2:]...)
		}
	case unknown, refusal:
	}
	return m.ResponseWriter.Write(b)
}

// event passes an event on and counts it. Before the last one the request is settled: who has read it finds the bill.
func (m *meter) event(e []byte) error {
	data, isData := bytes.CutPrefix(e, []byte("data:"))
	data = bytes.TrimSpace(data)
	last := isData && string(data) == openai.Done
	if last && !m.failed {
		m.charge(ledger.Whole, m.out)
		if err := m.pass([]byte(": " + HeaderCost + ": " + strconv.FormatUint(m.price.Of(m.out), 10) + "\n\n")); err != nil {
			return err
		}
	}
	if err := m.pass(e); err != nil || !isData || last {
		return err
	}
	n, failed := m.read(data)
	m.out += n
	m.failed = m.failed || failed
	return nil
}

func (m *meter) pass(b []byte) error {
	_, err := m.ResponseWriter.Write(b)
	return err
}

// charge settles, once.
func (m *meter) charge(end ledger.End, out uint64) {
	if !m.settled {
		m.settled = true
		m.settle(end, out)
	}
}

// finish is called when the handler has returned or panicked.
func (m *meter) finish(left, stopping bool) {
	switch {
	case m.settled:
	case m.kind == whole && m.returned && !left:
		n, _ := m.read(m.held)
		m.Header().Set(HeaderCost, strconv.FormatUint(m.price.Of(n), 10))
		if err := m.pass(m.held); err != nil {
			m.charge(ledger.Left, 0)
			return
		}
		m.charge(ledger.Whole, n)
	case stopping:
		m.charge(ledger.Abandoned, m.out)
	case left || m.broken:
		m.charge(ledger.Left, m.out)
	default:
		m.charge(ledger.Failed, m.out)
	}
}

// answer is what an answer, or an event of one, says in words.
type answer struct {
	Choices *[]struct {
		Text    string `json:"text"`
		Message *said  `json:"message"`
		Delta   *said  `json:"delta"`
	} `json:"choices"`
	Usage *openai.Usage   `json:"usage"`
	Error json.RawMessage `json:"error"`
}

type said struct {
	Content   json.RawMessage `json:"content"`
	Reasoning string          `json:"reasoning_content"`
	Refusal   string          `json:"refusal"`
	Calls     []struct {
		Function struct {
			Name      string `json:"name"`
			Arguments string `json:"arguments"`
		} `json:"function"`
	} `json:"tool_calls"`
}

// read counts the bytes of text in an answer, of anything else its own bytes; failed says that it tells of an error.
// What stands around the text is not counted, so that a miner gains nothing by padding.
func (m *meter) read(data []byte) (n uint64, failed bool) {
	var a answer
	_ = json.Unmarshal(data, &a) // of fields with strange values the others are read
	if a.Usage != nil {
		m.usage = *a.Usage
	}
	failed = len(a.Error) > 0 && string(a.Error) != "null"
	if a.Choices == nil {
		var b bytes.Buffer
		_ = json.Compact(&b, data)     // what is no JSON has no size, and no router passes it on
		return uint64(b.Len()), failed // #nosec G115 -- not negative
	}
	for _, c := range *a.Choices {
		n += uint64(len(c.Text)) + c.Message.size() + c.Delta.size()
	}
	return n, failed
}

func (s *said) size() uint64 {
	if s == nil {
		return 0
	}
	n := len(s.Reasoning) + len(s.Refusal)
	var content openai.Content
	if len(s.Content) > 0 && json.Unmarshal(s.Content, &content) == nil {
		n += len(content)
	}
	for _, c := range s.Calls {
		n += len(c.Function.Name) + len(c.Function.Arguments)
	}
	return uint64(n) // #nosec G115 -- not negative
}

// writeRate tells a client how often it may still ask, in OpenAI's fields.
func writeRate(h http.Header, r books.Rate) {
	if r.Limit == 0 {
		return
	}
	h.Set("X-Ratelimit-Limit-Requests", strconv.FormatUint(r.Limit, 10))
	h.Set("X-Ratelimit-Remaining-Requests", strconv.FormatUint(r.Left, 10))
	h.Set("X-Ratelimit-Reset-Requests", r.Reset.Truncate(time.Second).String())
}
