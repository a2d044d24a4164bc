// Command pictures makes the pictures of the READMEs and the guides: it starts a whole local network, lets it work for some
// epochs, asks it something, and photographs the pages of the list with Chromium, in both languages:
//
//	go run ./docs/pictures -out docs/img
//
// The front ends must have been built before (make web), and Chromium must be there. A page that does not come is named,
// and the others are made all the same. With -url it photographs a network that runs already.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"

	"github.com/tianwang-net/tianwang/internal/localnet"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to be undone
	}
}

func run(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("pictures", flag.ContinueOnError)
	out := fs.String("out", "", "`directory` of the pictures")
	only := fs.String("only", "", "`expression` for the names of those to make; all if empty")
	base := fs.Int("port-base", 28200, "first `port` of the network")
	epochs := fs.Uint64("epochs", 4, "`number` of epochs that every subnet closes before")
	blockTime := fs.Duration("block-time", time.Second, "between two blocks")
	url := fs.String("url", "", "`address` of the page of a network that runs already; a network of its own if empty")
	home := fs.String("home", "", "`directory` of the network, to go on with one; a new one if empty")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *out == "" {
		return errors.New("flag -out is needed, for example -out docs/img")
	}
	wanted, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	if *url != "" {
		urls, err := addresses(ctx, *url)
		if err != nil {
			return err
		}
		return photograph(ctx, urls, *epochs, wanted, *out)
	}
	if *home == "" {
		if *home, err = os.MkdirTemp("", "tianwang-pictures-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(*home) }()
	}
	ctx, cancel := context.WithCancel(ctx)
	net, err := localnet.Start(ctx, localnet.Options{
		Home: *home, Validators: 1, BlockTime: *blockTime, Ports: localnet.PortsFrom(*base),
		Progress: func(format string, args ...any) { fmt.Printf(format+"\n", args...) },
	})
	if err != nil {
		cancel()
		return err
	}
	err = photograph(ctx, net.URLs(), *epochs, wanted, *out)
	cancel()
	return errors.Join(err, net.Wait())
}

// photograph makes all pictures that are wanted, and returns what went wrong with each that failed.
func photograph(ctx context.Context, urls map[string]string, epochs uint64, wanted *regexp.Regexp, out string) error {
	market := &market{urls["explorer"], urls["gateway"], urls["faucet"]}
	if err := market.settle(ctx, epochs); err != nil {
		return err
	}
	names, err := market.play(ctx)
	if err != nil {
		return err
	}
	camera, err := newCamera(ctx)
	if err != nil {
		return err
	}
	defer camera.close()
	var failed error
	for _, s := range shots {
		for _, lang := range []string{"en", "zh"} {
			name := s.name + "-" + lang + ".webp"
			if !wanted.MatchString(name) {
				continue
			}
			picture, err := camera.take(ctx, s, lang, urls[s.site()]+names.Replace(s.path))
			switch {
			case err != nil:
				err = fmt.Errorf("%s: %w", name, err)
			case len(picture) > limit:
				err = fmt.Errorf("%s has %d bytes, %d is the limit", name, len(picture), limit)
			default:
				err = os.WriteFile(filepath.Join(out, name), picture, 0o644) // #nosec G306 -- for everybody
				fmt.Println(name, len(picture)/1000, "kB")
			}
			failed = errors.Join(failed, err)
		}
	}
	return failed
}
