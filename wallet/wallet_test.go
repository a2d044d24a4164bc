package wallet_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/wallet"
)

var (
	_ client.Signer = (*wallet.Key)(nil)
	_ wire.Signer   = (*wallet.Key)(nil)
)

// phrase is the best known one of 24 words. What it gives was computed by an independent program.
var phrase = strings.Repeat("abandon ", 23) + "art"

const (
	coldAddress = "tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6"
	coldPublic  = "02ba66a84cf7839af172a13e7fc9f5e7008cb8bca1585f8f3bafb3039eda3c1fdd"
	coldPrivate = "8088c2ed2149c34f6d6533b774da4e1692eb5cb426fdbaef6898eeda489630b7"
	hotAddress  = "tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4"
	hotPublic   = "0205b038dd33373998407691d87ab61c829415f1929d3455e2a99a1f79b15aeae5"
	password    = "correct horse"
)

// newWallet returns a wallet in a directory that does not exist yet.
func newWallet(t *testing.T) *wallet.Wallet {
	t.Helper()
	w, err := wallet.Dir(filepath.Join(t.TempDir(), "wallets")).Wallet("main")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// created returns a wallet with the keys of the phrase.
func created(t *testing.T) *wallet.Wallet {
	t.Helper()
	w := newWallet(t)
	if _, _, err := w.Create(phrase, password); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestCreate_DerivesAsEveryCosmosWallet(t *testing.T) {
	t.Parallel()
	w := newWallet(t)
	cold, hot, err := w.Create("  "+strings.ToUpper(strings.ReplaceAll(phrase, " ", "\n"))+" ", password)
	if err != nil {
		t.Fatal(err)
	}
	if want := (wallet.Public{Name: "main", Address: coldAddress, PublicKey: coldPublic}); cold != want {
		t.Errorf("coldkey %+v, want %+v", cold, want)
	}
	if want := (wallet.Public{Name: "default", Address: hotAddress, PublicKey: hotPublic}); hot != want {
		t.Errorf("hotkey %+v, want %+v", hot, want)
	}
	if got, err := w.Coldkey(); err != nil || got != cold {
		t.Errorf("read back without a password: %+v, %v", got, err)
	}
	if got, err := w.Hotkeys(); err != nil || !cmp.Equal(got, []wallet.Public{hot}) {
		t.Errorf("hotkeys %+v, %v", got, err)
	}
	key, err := w.OpenColdkey(password)
	if err != nil || key.Address() != coldAddress || hex.EncodeToString(key.PublicKey()) != coldPublic {
		t.Errorf("opened %v, %v", key, err)
	}
}

func TestCreate_LeavesNoSecretOnDisk(t *testing.T) {
	t.Parallel()
	w := created(t)
	files := 0
	err := filepath.WalkDir(filepath.Dir(w.Path()), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
		if d.IsDir() {
			return nil
		}
		files++
		data, err := os.ReadFile(path)
		for _, secret := range []string{"abandon", password, coldPrivate, strings.ToUpper(coldPrivate)} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s contains %q", path, secret)
			}
		}
		return err
	})
	if err != nil || files != 4 {
		t.Errorf("%d files, want a key and a description for each of two: %v", files, err)
	}
}

func TestCreate_SaltsEachFile(t *testing.T) {
	t.Parallel()
	a, b := created(t), created(t)
	first, err := os.ReadFile(filepath.Join(a.Path(), "coldkey.key"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(filepath.Join(b.Path(), "coldkey.key"))
	if err != nil || bytes.Equal(first, second) || !bytes.Contains(first, []byte("kdf: argon2")) {
		t.Errorf("one key and one password gave the same file twice, or not with argon2: %s %v", first, err)
	}
}

func TestCreate_NeverOverwrites(t *testing.T) {
	t.Parallel()
	w := created(t)
	before, err := os.ReadFile(filepath.Join(w.Path(), "coldkey.key"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := wallet.NewPhrase()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.Create(other, password); !errors.Is(err, wallet.ErrExists) {
		t.Errorf("over a wallet: %v", err)
	}
	if _, err := w.CreateHotkey("default", other, password); !errors.Is(err, wallet.ErrExists) {
		t.Errorf("over a hotkey: %v", err)
	}
	// A hotkey alone is protected as well, and then nothing is written.
	if err := os.Remove(filepath.Join(w.Path(), "coldkey.key")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(w.Path(), "coldkey.json")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.Create(other, password); !errors.Is(err, wallet.ErrExists) || w.HasColdkey() {
		t.Errorf("over a hotkey of a wallet without coldkey: %v", err)
	}
	if err := os.WriteFile(filepath.Join(w.Path(), "coldkey.key"), before, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Coldkey(); !errors.Is(err, wallet.ErrNotFound) {
		t.Errorf("a key without description: %v", err)
	}
}

func TestCreateHotkey_AtOnceOnlyOneWins(t *testing.T) {
	t.Parallel()
	w := newWallet(t)
	var wins, losses int
	var mu sync.Mutex
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			own, err := wallet.NewPhrase()
			if err == nil {
				_, err = w.CreateHotkey("miner", own, password)
			}
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				wins++
			case errors.Is(err, wallet.ErrExists):
				losses++
			default:
				t.Error(err)
			}
		})
	}
	group.Wait()
	if _, err := w.OpenHotkey("miner", password); err != nil || wins != 1 || losses != 3 {
		t.Errorf("%d created, %d refused: %v", wins, losses, err)
	}
}

func TestOpen_WrongPasswordLeavesTheFile(t *testing.T) {
	t.Parallel()
	w := created(t)
	path := filepath.Join(w.Path(), "hotkeys", "default.key")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"", "correct horsf", password + " "} {
		if _, err := w.OpenHotkey("default", wrong); !errors.Is(err, wallet.ErrPassword) || errors.Is(err, wallet.ErrCorrupt) {
			t.Errorf("password %q: %v", wrong, err)
		}
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file has changed: %v", err)
	}
}

func TestOpen_DamagedFiles(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func([]byte) []byte{
		"empty":     func([]byte) []byte { return nil },
		"cut":       func(b []byte) []byte { return b[:len(b)-40] },
		"flipped":   func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"other":     func([]byte) []byte { return []byte("hello") },
		"no body":   func(b []byte) []byte { return replaceBody(b, "AA==\n=8DY8") },
		"other kdf": func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("argon2"), []byte("bcrypt")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := created(t)
			path := filepath.Join(w.Path(), "coldkey.key")
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, damage(data), 0o600); err != nil {
				t.Fatal(err)
			}
			key, err := w.OpenColdkey(password)
			if key != nil || !errors.Is(err, wallet.ErrCorrupt) && !errors.Is(err, wallet.ErrPassword) {
				t.Errorf("%v, %v", key, err)
			}
		})
	}
}

// replaceBody keeps the headers of an armor.
func replaceBody(armor []byte, body string) []byte {
	head, _, _ := bytes.Cut(armor, []byte("\n\n"))
	return []byte(string(head) + "\n\n" + body + "\n-----END TENDERMINT PRIVATE KEY-----")
}

func TestOpen_DescriptionOfAnotherKey(t *testing.T) {
	t.Parallel()
	w := created(t)
	path := filepath.Join(w.Path(), "coldkey.json")
	if err := os.WriteFile(path, []byte(`{"name":"main","address":"`+hotAddress+`"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := w.OpenColdkey(password); !errors.Is(err, wallet.ErrCorrupt) {
		t.Errorf("an exchanged address: %v", err)
	}
}

func TestOpen_Missing(t *testing.T) {
	t.Parallel()
	w := newWallet(t)
	_, err := w.OpenColdkey(password)
	if !errors.Is(err, wallet.ErrNotFound) {
		t.Errorf("coldkey: %v", err)
	}
	if _, err := w.OpenHotkey("miner", password); !errors.Is(err, wallet.ErrNotFound) {
		t.Errorf("hotkey: %v", err)
	}
	if _, err := w.Coldkey(); !errors.Is(err, wallet.ErrNotFound) {
		t.Errorf("description: %v", err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	dir := wallet.Dir(t.TempDir())
	for _, bad := range []string{"", ".", "..", "../x", "a/b", `a\b`, "-x", ".hidden", "a b", "天", strings.Repeat("x", 65)} {
		if _, err := dir.Wallet(bad); !errors.Is(err, wallet.ErrName) {
			t.Errorf("wallet %q: %v", bad, err)
		}
	}
	w, err := dir.Wallet("good_Name-1.x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.CreateHotkey("../../x", phrase, password); !errors.Is(err, wallet.ErrName) {
		t.Errorf("hotkey: %v", err)
	}
	if _, err := w.OpenHotkey("../coldkey", password); !errors.Is(err, wallet.ErrName) {
		t.Errorf("hotkey: %v", err)
	}
}

func TestPhrase_Refuses(t *testing.T) {
	t.Parallel()
	for bad, why := range map[string]string{
		"":                             "0 words",
		"abandon abandon":              "2 words",
		strings.Repeat("abandon ", 24): "checksum",
		strings.Repeat("abandon ", 22) + "qwz art": "word 23 ",
	} {
		_, err := wallet.CheckPhrase(bad)
		if !errors.Is(err, wallet.ErrPhrase) || !strings.Contains(err.Error(), why) || strings.Contains(err.Error(), "qwz") {
			t.Errorf("%q: %v, want %q", bad, err, why)
		}
	}
	if _, _, err := newWallet(t).Create(phrase, "short"); !errors.Is(err, wallet.ErrShortPassword) {
		t.Errorf("short password: %v", err)
	}
}

func TestNewPhrase_IsNew(t *testing.T) {
	t.Parallel()
	a, err := wallet.NewPhrase()
	if err != nil {
		t.Fatal(err)
	}
	b, err := wallet.NewPhrase()
	if err != nil || a == b {
		t.Errorf("twice the same phrase, or %v", err)
	}
	if got, err := wallet.CheckPhrase(a); err != nil || got != a {
		t.Errorf("a new phrase is not in its usual form: %v", err)
	}
}

func TestKey_PrintsNoSecret(t *testing.T) {
	t.Parallel()
	key, err := created(t).OpenColdkey(password)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		if got := fmt.Sprintf(verb, key); got != coldAddress {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

// TestKeyFile_IsThatOfCosmos imports a file the way "keys import" does.
func TestKeyFile_IsThatOfCosmos(t *testing.T) {
	t.Parallel()
	w := created(t)
	armor, err := os.ReadFile(filepath.Join(w.Path(), "coldkey.key"))
	if err != nil {
		t.Fatal(err)
	}
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	ring := keyring.NewInMemory(codec.NewProtoCodec(registry))
	if err := ring.ImportPrivKey("cold", string(armor), password); err != nil {
		t.Fatal(err)
	}
	record, err := ring.Key("cold")
	if err != nil {
		t.Fatal(err)
	}
	if address, err := record.GetAddress(); err != nil || address.String() != coldAddress {
		t.Errorf("%s, %v", address, err)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	w := created(t)
	dir := wallet.Dir(filepath.Dir(w.Path()))
	if all, err := wallet.Dir(filepath.Join(string(dir), "none")).List(); err != nil || len(all) != 0 {
		t.Errorf("no directory: %v, %v", all, err)
	}
	working, err := dir.Wallet("a-worker")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := working.CreateHotkey("h", phrase, password); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(string(dir), "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	all, err := dir.List()
	if err != nil || len(all) != 2 || all[0].Name() != "a-worker" || all[1].Name() != "main" {
		t.Errorf("%v, %v", all, err)
	}
	if all[0].HasColdkey() || !all[1].HasColdkey() {
		t.Error("the worker has no coldkey, the other has")
	}
}
