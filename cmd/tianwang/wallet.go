package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/wallet"
)

func (p *program) walletCommand() *cobra.Command {
	return group("wallet", "Keys, balances and transfers",
		p.walletCreateCommand(),
		p.walletRegenCommand(),
		p.walletListCommand(),
		p.walletBalanceCommand(),
		p.walletTransferCommand(),
		p.walletFaucetCommand(),
		group("hotkey", "Further hotkeys of a wallet", p.hotkeyCreateCommand(), p.hotkeyRegenCommand()),
		p.walletSwapCommand(),
		p.walletSignCommand(),
		p.walletVerifyCommand(),
	)
}

func (p *program) walletCreateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "create",
		Short: "Create a wallet: a coldkey and its first hotkey",
		Long: `Creates the coldkey, which owns money, and the hotkey "default", which works, out of one recovery phrase of 24 words.
Both are encrypted with one password. The phrase is shown once and stored nowhere: write it on paper.`,
		Example: `tianwang wallet create --wallet alice
printf 'a good password\n' | tianwang wallet create --wallet alice --json`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			phrase, err := wallet.NewPhrase()
			if err != nil {
				return err
			}
			return p.createWallet(cmd.Context(), func(context.Context) (string, error) { return phrase, nil }, phrase)
		},
	}
}

func (p *program) walletRegenCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "regen",
		Short: "Restore a wallet from its recovery phrase",
		Long: `Asks for the recovery phrase and a new password and writes the same keys that "wallet create" wrote. Without a
terminal, standard input holds the password in its first line and the phrase after it; with --password-file, the phrase
alone. The phrase is never taken from the command line, where others could read it.`,
		Example: `tianwang wallet regen --wallet alice
tianwang wallet regen --wallet alice --password-file password.txt < phrase.txt`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.createWallet(cmd.Context(), p.phrase, "")
		},
	}
}

// createWallet makes a wallet out of a phrase, and shows the phrase if it is a new one.
func (p *program) createWallet(ctx context.Context, phrase func(context.Context) (string, error), show string) error {
	w, err := p.openWallet()
	if err != nil {
		return err
	}
	if err := w.Vacant(); err != nil {
		return withHint(err, "choose another name: --wallet NAME")
	}
	password, err := p.newPassword(ctx, "wallet "+w.Name())
	if err != nil {
		return err
	}
	words, err := phrase(ctx)
	if err != nil {
		return err
	}
	cold, hot, err := w.Create(words, password)
	if err != nil {
		return err
	}
	return p.showKeys(w, show, record{{"coldkey", cold.Address}, {"hotkey", hot.Address}})
}

// showKeys shows what was created, and a new phrase on its own.
func (p *program) showKeys(w *wallet.Wallet, phrase string, keys record) error {
	parts := []part{line("wallet " + w.Name()), record{{"wallet", w.Name()}, {"path", w.Path()}}, keys}
	if phrase != "" {
		parts = append(parts, secret(phrase))
	}
	return p.show(parts...)
}

// secret is a recovery phrase, shown once.
type secret string

func (s secret) members() []field { return []field{{"phrase", string(s)}} }

func (p *program) hotkeyCreateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "create NAME",
		Short: "Create a further hotkey, with a recovery phrase of its own",
		Example: `tianwang wallet hotkey create miner2
tianwang wallet hotkey create miner2 --wallet alice --password-file password.txt --json`,
		Args: exactly("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			phrase, err := wallet.NewPhrase()
			if err != nil {
				return err
			}
			return p.createHotkey(cmd.Context(), args[0], func(context.Context) (string, error) { return phrase, nil }, phrase)
		},
	}
}

func (p *program) hotkeyRegenCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "regen NAME",
		Short: "Restore a hotkey from its recovery phrase",
		Long: `Restores a hotkey from its own phrase, or the hotkey "default" from the phrase of the wallet, without the coldkey: this
is how a machine that mines or validates gets its key. Input is as for "wallet regen".`,
		Example: `tianwang wallet hotkey regen miner2 --password-file password.txt < phrase.txt`,
		Args:    exactly("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.createHotkey(cmd.Context(), args[0], p.phrase, "")
		},
	}
}

// createHotkey makes a hotkey out of a phrase, and shows the phrase if it is a new one.
func (p *program) createHotkey(ctx context.Context, name string, phrase func(context.Context) (string, error), show string) error {
	w, err := p.openWallet()
	if err != nil {
		return err
	}
	if err := w.VacantHotkey(name); err != nil {
		return err
	}
	password, err := p.newPassword(ctx, "hotkey "+name)
	if err != nil {
		return err
	}
	words, err := phrase(ctx)
	if err != nil {
		return err
	}
	hot, err := w.CreateHotkey(name, words, password)
	if err != nil {
		return err
	}
	return p.showKeys(w, show, record{{"name", hot.Name}, {"hotkey", hot.Address}})
}

func (p *program) walletListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the wallets on this machine with their addresses",
		Example: `tianwang wallet list`,
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			dir, err := p.walletDir()
			if err != nil {
				return err
			}
			wallets, err := dir.List()
			if err != nil {
				return err
			}
			t := newTable("keys", "no wallets in "+string(dir), "wallet", "kind", "name", "address")
			for _, w := range wallets {
				if err := listKeys(t, w); err != nil {
					return err
				}
			}
			return p.show(t)
		},
	}
}

func listKeys(t *table, w *wallet.Wallet) error {
	cold, err := w.Coldkey()
	if err != nil && !errors.Is(err, wallet.ErrNotFound) {
		return err
	}
	if err == nil {
		t.add(w.Name(), "coldkey", cold.Name, cold.Address)
	}
	hotkeys, err := w.Hotkeys()
	for _, h := range hotkeys {
		t.add(w.Name(), "hotkey", h.Name, h.Address)
	}
	return err
}
