package wire

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/openai"
)

// ErrTooLong says that a line of a stream, or a stream as a whole, is longer than its reader allows.
var ErrTooLong = errors.New("stream: longer than allowed")

// The closing signature of a stream is a block of comment lines that carry the header fields of a whole answer.
const commentPrefix = ": "

// usualLine is how many bytes of a line a reader has room for from the beginning. Most lines are shorter, and thousands of
// streams are read at once.
const usualLine = 2 << 10

var closingFields = []string{headerDigest, headerInput, headerSignature}

// StreamWriter writes a signed stream of server-sent events. It is not safe for concurrent use.
type StreamWriter struct {
	w    io.Writer
	x    *Exchange
	a    answer
	s    Signer
	sum  hash.Hash
	tail [2]byte // the last two bytes written
}

// SignStream signs the head of a streamed answer, sets its header fields in h, which must have a Content-Type, and
// returns the writer of its body. The caller writes the header after it.
func (x *Exchange) SignStream(w io.Writer, status int, h http.Header, s Signer, now time.Time) (*StreamWriter, error) {
	contentType, err := one(h, headerType)
	if err != nil {
		return nil, err
	}
	a := answer{status: status, contentType: contentType}
	h[HeaderRequestID] = []string{x.ID.String()}
	if _, err := streamForm.sign(h, x.values(a), s, now, now); err != nil {
		return nil, err
	}
	return &StreamWriter{w: w, x: x, a: a, s: s, sum: sha256.New(), tail: [2]byte{'\n', '\n'}}, nil
}

// Write passes b on and adds it to the digest.
func (sw *StreamWriter) Write(b []byte) (int, error) {
	n, err := sw.w.Write(b)
	sw.sum.Write(b[:n])
	if n == 1 {
		sw.tail[0], sw.tail[1] = sw.tail[1], b[0]
	} else if n > 1 {
		sw.tail = [2]byte(b[n-2 : n])
	}
	return n, err
}

// Close signs every byte that was written and ends the stream with that signature. A stream that is not closed is
// refused by its reader; never close one that the model did not finish.
func (sw *StreamWriter) Close(now time.Time) error {
	for sw.tail != [2]byte{'\n', '\n'} {
		if _, err := sw.Write([]byte{'\n'}); err != nil {
			return err
		}
	}
	a := sw.a
	a.digest = digestOf(sw.sum.Sum(nil))
	h := http.Header{headerDigest: {a.digest}}
	if _, err := responseForm.sign(h, sw.x.values(a), sw.s, now, now); err != nil {
		return err
	}
	var b bytes.Buffer
	for _, name := range closingFields {
		b.WriteString(commentPrefix + name + ": " + h[name][0] + "\n")
	}
	b.WriteByte('\n')
	_, err := sw.w.Write(b.Bytes())
	return err
}

// StreamReader reads a signed stream of server-sent events. It is not safe for concurrent use.
type StreamReader struct {
	r    *bufio.Reader
	max  int    // bytes of a line
	long []byte // a line that is longer than the buffer of r; kept for the next one
	x    *Exchange
	a    answer
	sum  hash.Hash
	left int64 // bytes that may still come
	done bool  // the event [DONE] was read
	err  error // how the stream ended
}

// VerifyStream checks that the receiver of the request signed this head of an answer to it, and returns the reader of
// the body. Lines longer than maxLine and streams longer than maxTotal bytes are refused.
func (x *Exchange) VerifyStream(status int, h http.Header, body io.Reader, maxLine int, maxTotal int64) (*StreamReader, error) {
	sig, err := streamForm.parse(h)
	if err != nil {
		return nil, err
	}
	a, err := x.readAnswer(status, h)
	if err != nil {
		return nil, err
	}
	if err := streamForm.verify(sig, x.values(a), x.Receiver); err != nil {
		return nil, err
	}
	return newStreamReader(x, a, body, maxLine, maxTotal), nil
}

func newStreamReader(x *Exchange, head answer, body io.Reader, maxLine int, maxTotal int64) *StreamReader {
	return &StreamReader{r: bufio.NewReaderSize(body, min(usualLine, maxLine)), max: maxLine, x: x, a: head, sum: sha256.New(), left: maxTotal}
}

// Next returns the data of the next event; the slice is valid until the following call. After the event [DONE] and a
// closing signature that verifies it returns io.EOF; no other end is a whole stream. What Next returned before stands
// on the signed head alone until then.
func (sr *StreamReader) Next() ([]byte, error) {
	if sr.err != nil {
		return nil, sr.err
	}
	data, err := sr.next()
	sr.err = err
	return data, err
}

func (sr *StreamReader) next() ([]byte, error) {
	first := []byte(commentPrefix + headerDigest + ": ")
	for {
		line, err := sr.line()
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(line, first) {
			return nil, sr.end(line)
		}
		sr.sum.Write(line)
		line = bytes.TrimSuffix(line[:len(line)-1], []byte{'\r'})
		if bytes.IndexByte(line, '\r') >= 0 {
			return nil, fmt.Errorf("stream: carriage return inside a line: %w", ErrMalformed)
		}
		data, ok := bytes.CutPrefix(line, []byte("data:"))
		if !ok {
			continue // a comment, a field that is not data, or the end of an event
		}
		if sr.done {
			return nil, fmt.Errorf("stream: data after %s: %w", openai.Done, ErrMalformed)
		}
		data = bytes.TrimPrefix(data, []byte{' '})
		if string(data) != openai.Done {
			return data, nil
		}
		sr.done = true
	}
}

// line returns the next line with its end; the slice is valid until the following call.
func (sr *StreamReader) line() ([]byte, error) {
	line, err := sr.r.ReadSlice('\n')
	sr.left -= int64(len(line))
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = sr.more(line)
	}
	switch {
	case len(line) > sr.max || sr.left < 0:
		return nil, ErrTooLong
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, ErrUnfinished
	case err != nil:
		return nil, fmt.Errorf("stream: %w", err)
	}
	return line, nil
}

// more reads on in a line that is longer than the buffer, as far as a line may be long.
func (sr *StreamReader) more(begin []byte) (line []byte, err error) {
	sr.long = append(sr.long[:0], begin...)
	for err = bufio.ErrBufferFull; errors.Is(err, bufio.ErrBufferFull) && len(sr.long) <= sr.max; {
		line, err = sr.r.ReadSlice('\n')
		sr.left -= int64(len(line))
		sr.long = append(sr.long, line...)
	}
	return sr.long, err
}

// end reads the closing signature, of which first is the first line, and verifies it. It returns io.EOF when the stream
// is whole.
func (sr *StreamReader) end(first []byte) error {
	if !sr.done {
		return fmt.Errorf("stream: closed without %s: %w", openai.Done, ErrUnfinished)
	}
	h := http.Header{}
	line := first
	for i, name := range closingFields {
		if i > 0 {
			var err error
			if line, err = sr.line(); err != nil {
				return err
			}
		}
		v, ok := bytes.CutPrefix(line[:len(line)-1], []byte(commentPrefix+name+": "))
		if !ok {
			return fmt.Errorf("stream: line %d of the closing signature is not %s: %w", i+1, name, ErrMalformed)
		}
		h[name] = []string{string(v)}
	}
	if line, err := sr.line(); err != nil || len(line) != 1 {
		return fmt.Errorf("stream: no empty line after the closing signature: %w", ErrUnfinished)
	}
	if _, err := sr.r.ReadByte(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("stream: bytes after the closing signature: %w", ErrMalformed)
	}
	return sr.verify(h)
}

func (sr *StreamReader) verify(h http.Header) error {
	sig, err := responseForm.parse(h)
	if err != nil {
		return err
	}
	a := sr.a
	if a.digest, err = digestField(h); err != nil {
		return err
	}
	if err := responseForm.verify(sig, sr.x.values(a), sr.x.Receiver); err != nil {
		return err
	}
	if digestOf(sr.sum.Sum(nil)) != a.digest {
		return ErrDigestMismatch
	}
	return io.EOF
}
