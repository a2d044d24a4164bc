package wallet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// MinPassword is the least number of bytes of a password.
const MinPassword = 8

// DefaultHotkey is the hotkey that comes with a wallet, out of the same phrase.
const DefaultHotkey = "default"

// Dir is a directory of wallets. It need not exist before the first wallet is created.
type Dir string

// Wallet is one coldkey and any number of hotkeys. On a machine that only works it may hold hotkeys alone.
type Wallet struct{ name, path string }

// Wallet returns the wallet of that name, whether it exists or not. The error is an [ErrName].
func (d Dir) Wallet(name string) (*Wallet, error) {
	if err := checkName("wallet", name); err != nil {
		return nil, err
	}
	return &Wallet{name, filepath.Join(string(d), name)}, nil
}

// List returns the wallets of the directory, by name.
func (d Dir) List() ([]*Wallet, error) {
	all, err := names(string(d), "")
	if err != nil {
		return nil, err
	}
	var wallets []*Wallet
	for _, name := range all {
		w := &Wallet{name, filepath.Join(string(d), name)}
		if exists(w.file(coldkey)) || exists(w.hotkeyDir()) {
			wallets = append(wallets, w)
		}
	}
	return wallets, nil
}

// Name is the name of the wallet.
func (w *Wallet) Name() string { return w.name }

// Path is the folder of the wallet.
func (w *Wallet) Path() string { return w.path }

// id names a key within a wallet: its path without an ending.
type id string

const coldkey id = "coldkey"

func hotkey(name string) (id, error) {
	return id(filepath.Join("hotkeys", name)), checkName("hotkey", name)
}

func (w *Wallet) hotkeyDir() string       { return filepath.Join(w.path, "hotkeys") }
func (w *Wallet) file(k id) string        { return filepath.Join(w.path, string(k)+".key") }
func (w *Wallet) description(k id) string { return filepath.Join(w.path, string(k)+".json") }

// subject names a key in an error.
func (w *Wallet) subject(k id) string {
	if k == coldkey {
		return fmt.Sprintf("coldkey of wallet %q", w.name)
	}
	return fmt.Sprintf("hotkey %q of wallet %q", filepath.Base(string(k)), w.name)
}

// Create makes the coldkey and the default hotkey out of a phrase and encrypts both with the password. The phrase is
// not stored. If either key exists nothing is written.
func (w *Wallet) Create(phrase, password string) (cold, hot Public, err error) {
	hotID, err := hotkey(DefaultHotkey)
	if err != nil {
		return cold, hot, err
	}
	coldKey, err := derive(phrase, coldAccount)
	if err != nil {
		return cold, hot, err
	}
	hotKey, err := derive(phrase, hotAccount)
	if err != nil {
		return cold, hot, err
	}
	if err := w.Vacant(); err != nil {
		return cold, hot, err
	}
	if err := CheckPassword(password); err != nil {
		return cold, hot, err
	}
	if cold, err = w.write(coldkey, coldKey, password); err != nil {
		return cold, hot, err
	}
	hot, err = w.write(hotID, hotKey, password)
	return cold, hot, err
}

// CreateHotkey makes a hotkey out of a phrase of its own, which is not stored.
func (w *Wallet) CreateHotkey(name, phrase, password string) (Public, error) {
	k, err := hotkey(name)
	if err != nil {
		return Public{}, err
	}
	key, err := derive(phrase, hotAccount)
	if err != nil {
		return Public{}, err
	}
	if err := w.vacant(k); err != nil {
		return Public{}, err
	}
	if err := CheckPassword(password); err != nil {
		return Public{}, err
	}
	return w.write(k, key, password)
}

// Vacant refuses to create a wallet over keys that exist; it needs neither phrase nor password.
func (w *Wallet) Vacant() error {
	if err := w.vacant(coldkey); err != nil {
		return err
	}
	return w.VacantHotkey(DefaultHotkey)
}

// VacantHotkey refuses to create a hotkey over one that exists.
func (w *Wallet) VacantHotkey(name string) error {
	k, err := hotkey(name)
	if err != nil {
		return err
	}
	return w.vacant(k)
}

// vacant refuses a key that exists, in whole or in part.
func (w *Wallet) vacant(k id) error {
	if exists(w.file(k)) || exists(w.description(k)) {
		return fmt.Errorf("%s %w", w.subject(k), ErrExists)
	}
	return nil
}

// CheckPassword refuses a new password that is too short.
func CheckPassword(password string) error {
	if len(password) < MinPassword {
		return fmt.Errorf("%w: it has %d bytes, at least %d are needed", ErrShortPassword, len(password), MinPassword)
	}
	return nil
}

func (w *Wallet) write(k id, key *Key, password string) (Public, error) {
	public := key.describe(filepath.Base(string(k)))
	if k == coldkey {
		public.Name = w.name
	}
	if err := writeNew(w.file(k), key.encrypt(password)); err != nil {
		return Public{}, fmt.Errorf("%s: %w", w.subject(k), err)
	}
	return public, writeJSON(w.description(k), public)
}

// Coldkey describes the coldkey; it needs no password. The error is an [ErrNotFound] if there is none here.
func (w *Wallet) Coldkey() (Public, error) { return w.describe(coldkey) }

// Hotkey describes a hotkey; it needs no password.
func (w *Wallet) Hotkey(name string) (Public, error) {
	k, err := hotkey(name)
	if err != nil {
		return Public{}, err
	}
	return w.describe(k)
}

// Hotkeys describes all hotkeys, by name.
func (w *Wallet) Hotkeys() ([]Public, error) {
	all, err := names(w.hotkeyDir(), ".json")
	if err != nil {
		return nil, err
	}
	var hotkeys []Public
	for _, name := range all {
		p, err := w.Hotkey(name)
		if err != nil {
			return nil, err
		}
		hotkeys = append(hotkeys, p)
	}
	return hotkeys, nil
}

func (w *Wallet) describe(k id) (p Public, err error) {
	err = readJSON(w.description(k), &p)
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("%s %w in %s", w.subject(k), ErrNotFound, w.path)
	}
	return p, err
}

// OpenColdkey decrypts the coldkey: [ErrNotFound], [ErrPassword] or [ErrCorrupt] say why it cannot be.
func (w *Wallet) OpenColdkey(password string) (*Key, error) { return w.open(coldkey, password) }

// OpenHotkey decrypts a hotkey, like [Wallet.OpenColdkey].
func (w *Wallet) OpenHotkey(name, password string) (*Key, error) {
	k, err := hotkey(name)
	if err != nil {
		return nil, err
	}
	return w.open(k, password)
}

// open decrypts a key and holds it against its description, which somebody could have exchanged to receive money.
func (w *Wallet) open(k id, password string) (*Key, error) {
	armor, err := read(w.file(k))
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%s %w in %s", w.subject(k), ErrNotFound, w.path)
	}
	if err != nil {
		return nil, err
	}
	key, err := decrypt(armor, password)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", w.subject(k), w.file(k), err)
	}
	p, err := w.describe(k)
	if err != nil {
		return nil, err
	}
	if p.Address != key.address {
		return nil, fmt.Errorf("%s: %s %w: it names %s, but the key is that of %s",
			w.subject(k), w.description(k), ErrCorrupt, p.Address, key.address)
	}
	return key, nil
}

// HasColdkey says whether the private coldkey is on this machine.
func (w *Wallet) HasColdkey() bool { return exists(w.file(coldkey)) }

// remove removes a file that may be gone already.
func remove(path string) error {
	if err := os.Remove(path); err != nil && exists(path) {
		return err
	}
	return nil
}
