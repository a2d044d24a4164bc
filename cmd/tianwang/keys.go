package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/tianwang-net/tianwang/wallet"
)

// walletDir is the directory of all wallets.
func (p *program) walletDir() (wallet.Dir, error) {
	dir, err := p.setting(p.flags.wallets, "TIANWANG_WALLETS", "wallets")
	return wallet.Dir(dir), err
}

// openWallet returns the wallet that the flags name, whether it exists or not.
func (p *program) openWallet() (*wallet.Wallet, error) {
	dir, err := p.walletDir()
	if err != nil {
		return nil, err
	}
	return dir.Wallet(p.flags.wallet)
}

const createHint = "create it: tianwang wallet create; see what there is: tianwang wallet list"

// coldkeyAddress returns the address of the wallet's coldkey; it needs no password.
func (p *program) coldkeyAddress() (string, error) {
	w, err := p.openWallet()
	if err != nil {
		return "", err
	}
	k, err := w.Coldkey()
	if errors.Is(err, wallet.ErrNotFound) {
		err = withHint(err, createHint)
	}
	return k.Address, err
}

// hotkeyAddress returns the address of the hotkey that the flags name, which may be an address itself.
func (p *program) hotkeyAddress() (string, error) {
	if isAddress(p.flags.hotkey) {
		return parseAddress("hotkey", p.flags.hotkey)
	}
	w, err := p.openWallet()
	if err != nil {
		return "", err
	}
	k, err := w.Hotkey(p.flags.hotkey)
	if errors.Is(err, wallet.ErrNotFound) {
		err = withHint(err, "create it: tianwang wallet hotkey create %s; see what there is: tianwang wallet list", p.flags.hotkey)
	}
	return k.Address, err
}

// bothAddresses returns those of the coldkey and of the hotkey.
func (p *program) bothAddresses() (coldkey, hotkey string, err error) {
	if coldkey, err = p.coldkeyAddress(); err != nil {
		return "", "", err
	}
	hotkey, err = p.hotkeyAddress()
	return coldkey, hotkey, err
}

// coldkey unlocks the wallet's coldkey.
func (p *program) coldkey(ctx context.Context) (*wallet.Key, error) {
	w, err := p.openWallet()
	if err != nil {
		return nil, err
	}
	if !w.HasColdkey() {
		return nil, withHint(fail(codeKey, "coldkey of wallet %q is not on this machine", w.Name()), createHint)
	}
	password, err := p.password(ctx, fmt.Sprintf("coldkey of wallet %q", w.Name()))
	if err != nil {
		return nil, err
	}
	return w.OpenColdkey(password)
}

// hotkey unlocks the hotkey that the flags name.
func (p *program) hotkey(ctx context.Context) (*wallet.Key, error) {
	w, err := p.openWallet()
	if err != nil {
		return nil, err
	}
	if isAddress(p.flags.hotkey) {
		return nil, usage("--hotkey %s: this command signs with the hotkey, so the name of one in wallet %q is needed",
			p.flags.hotkey, w.Name())
	}
	if _, err := p.hotkeyAddress(); err != nil {
		return nil, err
	}
	password, err := p.password(ctx, fmt.Sprintf("hotkey %q of wallet %q", p.flags.hotkey, w.Name()))
	if err != nil {
		return nil, err
	}
	return w.OpenHotkey(p.flags.hotkey, password)
}
