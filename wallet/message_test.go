package wallet_test

import (
	"encoding/base64"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/wallet"
)

func TestSignMessage(t *testing.T) {
	t.Parallel()
	key, err := created(t).OpenColdkey(password)
	if err != nil {
		t.Fatal(err)
	}
	msg := []byte("I own this <account> & nothing else")
	sig, err := key.SignMessage(msg)
	if err != nil {
		t.Fatal(err)
	}
	if err := wallet.VerifyMessage(coldAddress, msg, sig); err != nil {
		t.Error(err)
	}
	changed := append([]byte{}, sig...)
	changed[40] ^= 1
	for name, err := range map[string]error{
		"other message":   wallet.VerifyMessage(coldAddress, []byte("I own this"), sig),
		"other address":   wallet.VerifyMessage(hotAddress, msg, sig),
		"other signature": wallet.VerifyMessage(coldAddress, msg, changed),
		"cut":             wallet.VerifyMessage(coldAddress, msg, sig[:63]),
		"longer":          wallet.VerifyMessage(coldAddress, msg, append(sig, 0)),
		"none":            wallet.VerifyMessage(coldAddress, msg, nil),
		"plain signature": wallet.VerifyMessage(coldAddress, msg, sign(t, key, msg)),
	} {
		if !errors.Is(err, wallet.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func sign(t *testing.T, s wire.Signer, msg []byte) []byte {
	t.Helper()
	sig, err := s.Sign(msg)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

// goldenSignature was computed by an independent program over the document that other wallets sign.
const goldenSignature = "m9uwutyfm7v7iHL3z62i15g5FC8Ofa4clh2u3nOaVzQYCQhNrdaJvZdxMd/TiyHgiVStgqYG9aNKXOhT5201cQ=="

func TestSignMessage_Golden(t *testing.T) {
	t.Parallel()
	key, err := created(t).OpenColdkey(password)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := key.SignMessage([]byte("hello"))
	if err != nil {
		t.Fatal(err)
	}
	if got := base64.StdEncoding.EncodeToString(sig); got != goldenSignature {
		t.Errorf("signature %s, want %s", got, goldenSignature)
	}
}

func TestPromises(t *testing.T) {
	t.Parallel()
	w := created(t)
	p := wallet.Promise{
		ChainID: "c-1", Netuid: 3, Hotkey: hotAddress, UIDs: []uint32{0, 2}, Weights: []uint32{1, 9}, Version: 4,
		Salt: []byte("0123456789abcdef"), Epoch: 5,
	}
	other := p
	other.Netuid = 4
	for _, q := range []wallet.Promise{p, other} {
		if err := w.Keep(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Keep(p); !errors.Is(err, wallet.ErrExists) {
		t.Errorf("kept twice: %v", err)
	}
	got, err := w.Promises("c-1", 3, hotAddress)
	if err != nil || !cmp.Equal(got, []wallet.Promise{p}) {
		t.Errorf("%+v, %v", got, err)
	}
	for range 2 {
		if err := w.Forget(p); err != nil {
			t.Error(err)
		}
	}
	if got, err := w.Promises("c-1", 3, hotAddress); err != nil || len(got) != 0 {
		t.Errorf("after forgetting: %+v, %v", got, err)
	}
	if got, err := w.Promises("c-1", 4, hotAddress); err != nil || len(got) != 1 {
		t.Errorf("the other is gone: %+v, %v", got, err)
	}
}
