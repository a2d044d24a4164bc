package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cosmossdk.io/log/v2"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/endpoint"
	"github.com/tianwang-net/tianwang/gateway/rest"
	"github.com/tianwang-net/tianwang/internal/testnode"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/node"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/serve"
)

// TestMiner_Encrypted: a miner that is started with a certificate publishes its key and is asked by a gateway and by
// validators. Who shows another certificate at its place is told nothing, not even the question.
func TestMiner_Encrypted(t *testing.T) {
	t.Parallel()
	w := newMarket(t)
	w.run("wallet", "create", "--wallet", "miner")
	w.run("wallet", "create", "--wallet", "asker")
	w.run("subnet", "register", "--netuid", "1", "--wallet", "asker")

	files, certificate := certify(t)
	place, page := testnode.FreePort(t), testnode.FreePort(t)
	stop := w.start("miner", "--netuid", "1", "--wallet", "miner", "--upstream", shouting(t), "--state", t.TempDir(),
		"--host", "127.0.0.1", "--listen", place, "--certificate", files[0], "--certificate-key", files[1])
	w.start("gateway", "--wallet", "asker", "--listen", page, "--private")
	question := `{"model":"words","messages":[{"role":"user","content":"hello"}]}`
	w.until("the gateway hands on an answer of the miner", func() bool {
		status, uid, body := ask("http://"+page+openai.PathChat, question)
		return status == http.StatusOK && uid == "1" && strings.Contains(body, "HELLO")
	})

	// What validators do: the key that the chain has, and no authority.
	graph := w.metagraph()
	n := &graph.Neurons[1]
	if got, want := n.Axon.TlsKey, endpoint.KeyOf(certificate.Leaf.RawSubjectPublicKeyInfo); n.Axon.Protocol != endpoint.HTTPS || !bytes.Equal(got, want) {
		t.Fatalf("the chain has %s with the key %x, the certificate %x", n.Axon.Protocol, got, want)
	}
	to := dendrite.Target{Hotkey: n.Hotkey, Netuid: 1, URL: neuron.URL(n, true), TLSKey: neuron.TLSKey(n)}
	request := task.Request{Path: openai.PathChat, Body: []byte(question)}
	if a, err := w.dendrite("asker").Do(t.Context(), to, request); err != nil || !strings.Contains(string(a.Body), "HELLO") {
		t.Errorf("the validator got %s: %v", a.Body, err)
	}

	// Somebody else takes the place over.
	stop()
	var told atomic.Int32
	impostor(t, place, func() { told.Add(1) })
	if _, err := w.dendrite("asker").Do(t.Context(), to, request); !errors.Is(err, dendrite.ErrUnreachable) || !strings.Contains(err.Error(), "key") {
		t.Errorf("a validator at another certificate: %v", err)
	}
	if status, _, body := ask("http://"+page+openai.PathChat, question); status == http.StatusOK || strings.Contains(body, "impostor") {
		t.Errorf("the gateway handed on, with status %d: %s", status, body)
	}
	if n := told.Load(); n != 0 {
		t.Errorf("the impostor was told the question %d times", n)
	}
}

// market is a chain of one node with a subnet named words, and people who use the program on it.
type market struct {
	t    *testing.T
	url  string
	home string
	node *node.Node
}

func newMarket(t *testing.T) *market {
	t.Helper()
	h := node.Home(filepath.Join(t.TempDir(), "chain"))
	w := &market{t: t, home: t.TempDir()}
	rpc := testnode.FreePort(t)
	w.url = "http://" + rpc
	rules := node.LocalRules()
	rules.Subnet.Defaults.ActivityCutoff = 10_000
	if err := writeChain(h, node.Settings{Moniker: "market", BlockTime: blockTime, RPC: rpc, P2P: testnode.FreePort(t), Local: true}, rules); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.node, err = node.Start(t.Context(), h, log.NewNopLogger()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.node.Stop(); err != nil {
			t.Error(err)
		}
	})
	if err := os.WriteFile(filepath.Join(w.home, "password"), []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.until("the chain begins", func() bool { return true })
	return w
}

// program returns the program as somebody calls it, and what it says.
func (w *market) program() (*program, *bytes.Buffer) {
	said := new(bytes.Buffer)
	env := map[string]string{"HOME": w.home, "TIANWANG_NODE": w.url, "TIANWANG_PASSWORD_FILE": filepath.Join(w.home, "password")}
	return &program{stdin: strings.NewReader(""), out: said, errOut: said, lookup: func(name string) (string, bool) {
		v, ok := env[name]
		return v, ok
	}}, said
}

// run runs a command, which must succeed.
func (w *market) run(args ...string) {
	w.t.Helper()
	p, said := w.program()
	root := p.rootCommand()
	root.SetArgs(args)
	if err := root.ExecuteContext(w.t.Context()); err != nil {
		w.t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, said)
	}
}

// start starts a daemon that ends with the test, or before by what it returns.
func (w *market) start(args ...string) (stop func()) {
	p, said := w.program()
	root := p.rootCommand()
	root.SetArgs(args)
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				w.t.Errorf("%s: %v\n%s", args[0], err, said)
			}
		})
	}
	w.t.Cleanup(stop)
	return stop
}

// until waits, block by block, until something is so.
func (w *market) until(what string, so func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	cl, err := client.New(w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	err = cl.Follow(ctx, func(uint64) error {
		if so() {
			return errReached
		}
		return nil
	}, nil)
	if !errors.Is(err, errReached) {
		w.t.Fatalf("%s: not within %s: %v", what, patience, err)
	}
}

// metagraph returns subnet 1.
func (w *market) metagraph() *neuron.Metagraph {
	w.t.Helper()
	cl, err := client.New(w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	view := neuron.NewView(cl, slog.New(slog.DiscardHandler), 1)
	ended := make(chan error, 1)
	go func() { ended <- view.Run(ctx) }()
	_, err = view.Next(ctx, 0)
	cancel()
	<-ended
	if err != nil {
		w.t.Fatal(err)
	}
	return view.Metagraph(1)
}

// dendrite asks with the hotkey of a wallet, over connections of its own.
func (w *market) dendrite(wallet string) *dendrite.Dendrite {
	w.t.Helper()
	p, _ := w.program()
	p.flags.wallet, p.flags.hotkey = wallet, "default"
	key, err := p.hotkey(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	d := dendrite.New(dendrite.Config{Chain: "script-1", AllowPrivate: true}, key)
	w.t.Cleanup(d.Close)
	return d
}

// ask posts a question and returns the status, the uid of who answered, and the body; status 0 when nobody listens.
func ask(url, question string) (status int, uid, body string) {
	r, err := http.Post(url, "application/json", strings.NewReader(question))
	if err != nil {
		return 0, "", ""
	}
	defer r.Body.Close()
	b, _ := io.ReadAll(r.Body)
	return r.StatusCode, r.Header.Get(rest.HeaderUID), string(b)
}

// shouting starts a model server that answers in capitals, and returns its URL.
func shouting(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(serve.Handler(serve.Model{ID: "shouting", Now: time.Now, Chat: serve.Words(64, func(_ context.Context, text string) (string, error) {
		return strings.ToUpper(text), nil
	})}))
	t.Cleanup(s.Close)
	return s.URL
}

// impostor serves at a place with a certificate of its own, and answers whatever it is asked.
func impostor(t *testing.T, place string, told func()) {
	t.Helper()
	_, own := certify(t)
	l, err := tls.Listen("tcp", place, &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{own}})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		told()
		_, _ = io.WriteString(w, `{"choices":[{"message":{"role":"assistant","content":"impostor"}}]}`)
	}))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	if err := s.Listener.Close(); err != nil {
		t.Fatal(err)
	}
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
}

// certify writes a new certificate and its key, and returns the names of both files and the pair.
func certify(t *testing.T) (files [2]string, pair tls.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	shown, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files = [2]string{filepath.Join(dir, "axon.pem"), filepath.Join(dir, "axon.key")}
	for i, b := range []pem.Block{{Type: "CERTIFICATE", Bytes: shown}, {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(files[i], pem.EncodeToMemory(&b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if pair, err = tls.LoadX509KeyPair(files[0], files[1]); err != nil {
		t.Fatal(err)
	}
	return files, pair
}
