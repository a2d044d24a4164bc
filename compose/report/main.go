// Command report measures what models reach together, and writes docs/guide/compose.md with its figures:
//
//	go run ./compose/report -out docs/guide
//
// It needs nothing but the texts of package corpus, and its output depends on them alone: ten minutes on two cores.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to be undone
	}
}

// Full experiments: all held-out text, and all that translators can learn from.
var (
	allText      = bounds{half: 1 << 30, game: 1 << 15}
	allSentences = size{half: 250, equals: 5, equalPairs: 3000}
)

func run(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("report", flag.ContinueOnError)
	out := fs.String("out", "", "`directory` of the guide")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *out == "" {
		return errors.New("flag -out is needed, for example -out docs/guide")
	}
	fmt.Println("mixture: four models of bytes learn, and read the text")
	mixture, err := measureMixture(ctx, allText)
	if err != nil {
		return err
	}
	fmt.Println("routing and vote: nine translators learn, and translate")
	routing, err := measureRouting(ctx, allSentences)
	if err != nil {
		return err
	}
	page, err := write(mixture, routing)
	if err != nil {
		return err
	}
	for _, f := range figures(mixture) {
		image, err := f.SVG(14, 8)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(*out, "img", f.Name+".svg"), image, 0o644); err != nil { // #nosec G306 -- a page for everybody
			return err
		}
	}
	return os.WriteFile(filepath.Join(*out, "compose.md"), page, 0o644) // #nosec G306 -- a page for everybody
}
