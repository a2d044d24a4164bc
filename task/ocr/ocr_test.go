package ocr

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// post asks a handler.
func post(h http.Handler, body []byte) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, openai.PathChat, bytes.NewReader(body)))
	return w
}

// mean is the mean score of a model over so many challenges.
func mean(t *testing.T, m task.Model, challenges int) float64 {
	t.Helper()
	if err := m.Train(t.Context(), func(float64) {}); err != nil {
		t.Fatal(err)
	}
	h, sum := m.Handler(), 0.
	for n := range challenges {
		c, err := Task{}.Challenge([32]byte{byte(n), 7})
		if err != nil {
			t.Fatal(err)
		}
		w := post(h, c.Request.Body)
		if w.Code != http.StatusOK {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		sum += Task{}.Score(c, []task.Answer{{Body: w.Body.Bytes()}})[0]
	}
	return sum / float64(challenges)
}

// TestQuality holds the models to the figures of docs/guide/tasks/ocr.md.
func TestQuality(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		model    task.Model
		from, to float64
	}{
		{"templates", Templates("m"), 0.8, 0.93},
		{"plain", Plain("m"), 0.62, 0.78},
		{"random", Random("m"), 0, 0},
		{"constant", Constant("m"), 0, 0},
	} {
		got := mean(t, c.model, 10)
		t.Logf("%-12s %.3f", c.name, got)
		if got < c.from || got > c.to {
			t.Errorf("%s scores %.3f, not %.2f to %.2f", c.name, got, c.from, c.to)
		}
	}
}

// TestQuality_Tesseract runs where the program is installed.
func TestQuality_Tesseract(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath(tesseractProgram); err != nil {
		t.Skipf("%s is not installed: apt-get install tesseract-ocr", tesseractProgram)
	}
	got := mean(t, Tesseract("m"), 10)
	t.Logf("tesseract    %.3f", got)
	if got < 0.8 {
		t.Errorf("tesseract scores %.3f", got)
	}
}

// TestProgram_IsAbsent: a miner whose program is missing does not start, and says what to install.
func TestProgram_IsAbsent(t *testing.T) {
	t.Parallel()
	err := tesseract("m", "no-such-program").Train(t.Context(), func(float64) {})
	if !errors.Is(err, exec.ErrNotFound) || !strings.Contains(err.Error(), "apt-get install tesseract-ocr") {
		t.Errorf("it says: %v", err)
	}
}

// chat is the answer with a text.
func chat(t *testing.T, text string) task.Answer {
	t.Helper()
	b, err := json.Marshal(openai.ChatResponse{Choices: []openai.ChatChoice{{Message: openai.Message{Content: openai.Content(text)}}}})
	if err != nil {
		t.Fatal(err)
	}
	return task.Answer{Body: b}
}

// TestScore_KnownFigures: the score is what is left of the right characters above the floor.
func TestScore_KnownFigures(t *testing.T) {
	t.Parallel()
	c := task.Challenge{Truth: []string{"abcdefghi", "klmnopqrst"}} // 20 characters with the space between
	for _, x := range []struct {
		text string
		want float64
	}{
		{"abcdefghi\nklmnopqrst", 1},
		{"  abcdefghi   klmnopqrst\n\n", 1},
		{"abcdefghX klmnopqrst", 1 - 0.05/0.6},
		{"abcdefghi", (0.45 - 0.4) / 0.6},
		{"", 0},
		{strings.Repeat("x", 1<<16), 0},
		{"klmnopqrst abcdefghi", 0},
	} {
		if got := (Task{}).Score(c, []task.Answer{chat(t, x.text)})[0]; got < x.want-1e-9 || got > x.want+1e-9 {
			t.Errorf("%.30q: score %g, want %g", x.text, got, x.want)
		}
	}
	for _, bad := range []task.Answer{{}, {Body: []byte("x")}, {Body: []byte("{}")}} {
		if got := (Task{}).Score(c, []task.Answer{bad})[0]; got != 0 {
			t.Errorf("%s: score %g", bad.Body, got)
		}
	}
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	a, err := Task{}.Challenge([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	again, _ := Task{}.Challenge([32]byte{1})
	other, _ := Task{}.Challenge([32]byte{2})
	if !bytes.Equal(a.Request.Body, again.Request.Body) || bytes.Equal(a.Request.Body, other.Request.Body) {
		t.Error("the seed does not decide")
	}
	if len(a.Request.Body) > 512<<10 {
		t.Errorf("a request of %d bytes", len(a.Request.Body))
	}
	for _, line := range a.Truth.([]string) {
		if bytes.Contains(a.Request.Body, []byte(line)) {
			t.Error("the request has the text")
		}
	}
}

// TestHandler_Requests: what users send is read or refused, as a stream too, and nothing is fetched.
func TestHandler_Requests(t *testing.T) {
	t.Parallel()
	m := Templates("m")
	if err := m.Train(t.Context(), func(float64) {}); err != nil {
		t.Fatal(err)
	}
	clean := set([]string{"Hello world"}, face(typefaces()[0], 32), 32)
	var file bytes.Buffer
	if err := png.Encode(&file, clean); err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(question(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	w := post(m.Handler(), body)
	if said, err := task.Reply(task.Answer{Body: w.Body.Bytes()}); err != nil || said != "Hello world" {
		t.Errorf("it reads %q: %v", said, err)
	}
	stream := bytes.Replace(body, []byte(`{"model"`), []byte(`{"stream":true,"model"`), 1)
	if w := post(m.Handler(), stream); !strings.Contains(w.Body.String(), " world") || !strings.Contains(w.Body.String(), openai.Done) {
		t.Errorf("as a stream: %s", w.Body)
	}
	var large bytes.Buffer
	if err := png.Encode(&large, image.NewGray(image.Rect(0, 0, 3000, 1500))); err != nil {
		t.Fatal(err)
	}
	tooLarge, err := json.Marshal(question(large.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"no JSON": "x", "no messages": `{"model":"m"}`, "no picture": `{"messages":[{"role":"user","content":"read this"}]}`,
		"a link":           `{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://127.0.0.1/a.png"}}]}]}`,
		"no base64":        `{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,*"}}]}]}`,
		"no picture in it": `{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}`,
		"large":            string(tooLarge),
	} {
		if w := post(m.Handler(), []byte(bad)); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "invalid_request_error") {
			t.Errorf("%s: status %d: %.200s", name, w.Code, w.Body)
		}
	}
}

// TestReader_OddPages: pages that are no text end in some answer, never in a panic.
func TestReader_OddPages(t *testing.T) {
	t.Parallel()
	r := newReader(typefaces()[:1], true)
	white := set([]string{""}, face(typefaces()[0], 20), 20)
	black := set([]string{""}, face(typefaces()[0], 20), 20)
	clear(black.Pix)
	noise := set([]string{strings.Repeat(" ", 40)}, face(typefaces()[0], 20), 20)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(rng.IntN(256))
	}
	_, _ = r.read(black), r.read(noise)
	if got := r.read(white); got != "" {
		t.Errorf("an empty page reads %q", got)
	}
	if _, err := pictureOf(t.Context()); err == nil {
		t.Error("a request without a picture has one")
	}
}

// TestQuality_PPOCR runs where it is installed.
func TestQuality_PPOCR(t *testing.T) {
	t.Parallel()
	err := ppocr("m", t.TempDir()).Train(t.Context(), func(float64) {})
	if err == nil || !strings.Contains(err.Error(), "npm install --ignore-scripts") {
		t.Errorf("an empty directory: %v", err)
	}
	if os.Getenv(PPOCRDirectory) == "" {
		t.Skipf("%s is not set: PP-OCR is not installed", PPOCRDirectory)
	}
	got := mean(t, PPOCR("m"), 2)
	t.Logf("ppocr        %.3f", got)
	if got < 0.7 {
		t.Errorf("PP-OCR scores %.3f", got)
	}
}
