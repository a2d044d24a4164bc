package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/term"

	"github.com/tianwang-net/tianwang/wallet"
)

// terminal returns the descriptor of standard input if a person sits there.
func (p *program) terminal() (fd int, ok bool) {
	f, ok := p.stdin.(*os.File)
	if !ok {
		return 0, false
	}
	fd = int(f.Fd()) // #nosec G115 -- a descriptor
	return fd, term.IsTerminal(fd)
}

// isTerminal says whether a stream ends on a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) // #nosec G115 -- a descriptor
}

// readLine reads a line of standard input without its end. Nothing at all is io.EOF.
func (p *program) readLine() (string, error) {
	if p.lines == nil {
		p.lines = bufio.NewReader(p.stdin)
	}
	s, err := p.lines.ReadString('\n')
	if errors.Is(err, io.EOF) && s != "" {
		err = nil
	}
	return strings.TrimRight(s, "\r\n"), err
}

// hidden asks on the terminal for something that nobody should see while it is typed.
func (p *program) hidden(ctx context.Context, fd int, prompt string) (string, error) {
	state, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	fmt.Fprint(p.errOut, prompt)
	defer fmt.Fprintln(p.errOut)
	type answer struct {
		text []byte
		err  error
	}
	typed := make(chan answer, 1)
	go func() { // reading cannot be interrupted; if ctx ends first, the program ends with it
		text, err := term.ReadPassword(fd)
		typed <- answer{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(fd, state))
	case a := <-typed:
		return string(a.text), a.err
	}
}

// password returns the password of a key: from the file, from the terminal, or the first line of standard input.
func (p *program) password(ctx context.Context, key string) (string, error) {
	if s, ok, err := p.filePassword(); ok || err != nil {
		return s, err
	}
	if fd, ok := p.terminal(); ok {
		return p.hidden(ctx, fd, fmt.Sprintf("Password of the %s: ", key))
	}
	return p.linePassword()
}

// newPassword returns the password for a new key, which is typed twice.
func (p *program) newPassword(ctx context.Context, key string) (string, error) {
	if s, ok, err := p.filePassword(); ok || err != nil {
		return s, err
	}
	fd, ok := p.terminal()
	if !ok {
		return p.linePassword()
	}
	s, err := p.hidden(ctx, fd, fmt.Sprintf("New password for the %s: ", key))
	if err != nil {
		return "", err
	}
	if err := wallet.CheckPassword(s); err != nil {
		return "", err
	}
	again, err := p.hidden(ctx, fd, "The same again: ")
	if err == nil && again != s {
		err = fail(codePassword, "the two passwords differ; nothing was written")
	}
	return s, err
}

func (p *program) linePassword() (string, error) {
	s, err := p.readLine()
	if errors.Is(err, io.EOF) {
		return "", withHint(fail(codePassword, "a password is needed, but standard input is empty"),
			"type it on a terminal, write it as the first line of standard input, or name a file with --password-file")
	}
	return s, err
}

// filePassword reads the first line of the password file, if one is named.
func (p *program) filePassword() (password string, ok bool, err error) {
	path := p.flags.passwordFile
	if path == "" {
		path, _ = p.lookup("TIANWANG_PASSWORD_FILE")
	}
	if path == "" {
		return "", false, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", true, fail(codePassword, "password file: %v", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return "", true, withHint(fail(codePassword, "password file %s: others can read it, its mode is %04o", path, mode),
			"chmod 600 %s", path)
	}
	data, err := os.ReadFile(path) // #nosec G304 -- the user names it
	if err != nil {
		return "", true, fail(codePassword, "password file: %v", err)
	}
	first, _, _ := strings.Cut(string(data), "\n")
	return strings.TrimRight(first, "\r"), true, nil
}

// phrase returns a recovery phrase: from the terminal, or all that is left of standard input.
func (p *program) phrase(ctx context.Context) (string, error) {
	if fd, ok := p.terminal(); ok {
		return p.hidden(ctx, fd, fmt.Sprintf("Recovery phrase (%d words, not shown): ", wallet.PhraseWords))
	}
	var words []string
	for {
		s, err := p.readLine()
		words = append(words, s)
		if errors.Is(err, io.EOF) {
			return strings.Join(words, " "), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// confirm asks a person whether to go on. Without a terminal, or with --yes, the command itself is the answer.
func (p *program) confirm(question string) error {
	if _, ok := p.terminal(); !ok || p.flags.yes || question == "" {
		return nil
	}
	fmt.Fprintf(p.errOut, "%s [y/N] ", question)
	answer, err := p.readLine()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return fail(codeCancelled, "not confirmed; nothing was sent")
}
