// Command gen turns the exports of Debian packages and a Go source tree into the plain texts that package corpus embeds.
//
// It is called by gen.sh, which installs the packages, checks the Go version and compresses the result:
//
//	gen -english engWEB.imp -spanish spaRV.imp -kjv kjv.txt -messages dir -goroot /usr/local/go -out dir
//
// Its output depends on its input alone, byte for byte.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	fs := flag.NewFlagSet("gen", flag.ContinueOnError)
	english := fs.String("english", "", "`file` written by mod2imp engWEB2015eb")
	spanish := fs.String("spanish", "", "`file` written by mod2imp spaRV1909eb")
	kjv := fs.String("kjv", "", "`file` written by bible -f -l 1000 Gen1:1-Rev22:21")
	messages := fs.String("messages", "", "`directory` of the catalogues of PostgreSQL in Spanish")
	goroot := fs.String("goroot", "", "`directory` of the Go tree")
	out := fs.String("out", "", "`directory` to write to")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *out == "" {
		return errors.New("flag -out is needed")
	}
	steps := []struct {
		name, in string
		make     func(string) ([]byte, error)
	}{
		{"english.txt", *english, readImp},
		{"spanish.txt", *spanish, readImp},
		{"kjv.txt", *kjv, readKJV},
		{"messages.txt", *messages, readMessages},
		{"go.txt", filepath.Join(*goroot, "src"), readGo},
	}
	for _, s := range steps {
		text, err := s.make(s.in)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if err := os.WriteFile(filepath.Join(*out, s.name), text, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s: %d bytes, %d lines\n", s.name, len(text), bytes.Count(text, []byte("\n")))
	}
	return nil
}
