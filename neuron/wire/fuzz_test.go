package wire

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// FuzzVerifyRequest changes the fields of a signed request: whatever differs from what was signed is refused.
func FuzzVerifyRequest(f *testing.F) {
	_, good := askedAs(f, ID{1}, "/v1/chat/completions", "{}")
	to := bob(f)
	f.Add(good.Method, good.RequestURI, good.Header.Get("Signature-Input"), good.Header.Get("Signature"),
		good.Header.Get("Content-Digest"), good.Header.Get(HeaderSender), good.Header.Get(HeaderNetuid), good.Header.Get(HeaderRequestID))
	f.Fuzz(func(t *testing.T, method, target, input, sig, digest, sender, netuid, id string) {
		r := good.Clone(t.Context())
		r.Method, r.RequestURI = method, target
		r.Header = http.Header{
			"Signature-Input": {input}, "Signature": {sig}, "Content-Digest": {digest}, HeaderSender: {sender},
			HeaderNetuid: {netuid}, HeaderRequestID: {id}, "Content-Type": {"application/json"},
			HeaderReceiver: {to.Hotkey}, HeaderChain: {to.Chain},
		}
		_, err := VerifyRequest(r, to, noon)
		same := method == good.Method && target == good.RequestURI && netuid == good.Header.Get(HeaderNetuid) &&
			input == good.Header.Get("Signature-Input") && sig == good.Header.Get("Signature") &&
			digest == good.Header.Get("Content-Digest") && sender == good.Header.Get(HeaderSender) && id == good.Header.Get(HeaderRequestID)
		if (err == nil) != same && target != good.RequestURI+"?" { // an empty query is no query
			t.Errorf("same %v, error %v", same, err)
		}
		var cause *Error
		if err != nil && !errors.As(err, &cause) {
			t.Errorf("an error without a code: %v", err)
		}
	})
}

// FuzzStream reads whatever bytes: only the stream that was signed is whole, and no line is longer than allowed.
func FuzzStream(f *testing.F) {
	x, _ := askedAs(f, ID{1}, "/v1/chat/completions", "{}")
	h := http.Header{"Content-Type": {"text/event-stream"}}
	var whole bytes.Buffer
	w, err := x.SignStream(&whole, http.StatusOK, h, key(f, "bob"), noon)
	if err != nil {
		f.Fatal(err)
	}
	_, _ = io.WriteString(w, "data: {}\n\ndata: [DONE]\n\n")
	if err := w.Close(noon); err != nil {
		f.Fatal(err)
	}
	a := answer{status: http.StatusOK, contentType: "text/event-stream"}
	f.Add(whole.Bytes())
	f.Add([]byte(": Content-Digest: \n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		const maxLine = 1024
		r := newStreamReader(x, a, bytes.NewReader(body), maxLine, 1<<16)
		for {
			data, err := r.Next()
			if errors.Is(err, io.EOF) && !bytes.Equal(body, whole.Bytes()) {
				t.Errorf("whole: %q", body)
			}
			if err != nil {
				return
			}
			if len(data) > maxLine || bytes.ContainsAny(data, "\r\n") {
				t.Errorf("data %q", data)
			}
		}
	})
}

// FuzzJournal opens whatever file: it never fails, and never panics.
func FuzzJournal(f *testing.F) {
	dir := f.TempDir()
	j, _, err := openJournal(filepath.Join(dir, "seed"), "boot", noon.Unix())
	if err != nil {
		f.Fatal(err)
	}
	if err := j.append(record{noon.Unix(), mark{1}}); err != nil {
		f.Fatal(err)
	}
	seed, err := os.ReadFile(filepath.Join(dir, "seed"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(journalMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "seen")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		j, _, err := openJournal(path, "boot", noon.Unix())
		if err != nil {
			t.Fatal(err)
		}
		if err := j.f.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
