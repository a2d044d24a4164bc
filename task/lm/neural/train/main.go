// Command train makes the weights that package neural embeds, from the training part of the texts of task lm-bytes.
//
//	GOEXPERIMENT=simd go run ./task/lm/neural/train -out task/lm/neural/data/weights.bin
//
// GOEXPERIMENT=simd makes it several times as fast on amd64 and changes the last digits. Interrupted (Ctrl-C), it lowers
// the learning rate over a fifth of the steps it has done, and ends; interrupted again, it stops and writes nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/tianwang-net/tianwang/task/lm"
	"github.com/tianwang-net/tianwang/task/lm/neural"
)

func main() {
	first, again := signal.NotifyContext(context.Background(), os.Interrupt)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	context.AfterFunc(first, func() {
		again()
		second, _ := signal.NotifyContext(context.Background(), os.Interrupt)
		context.AfterFunc(second, cancel)
	})
	if err := run(ctx, first.Done(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to undo
	}
}

func run(ctx context.Context, stop <-chan struct{}, args []string) error {
	p := neural.Plan{Stop: stop}
	fs := flag.NewFlagSet("train", flag.ContinueOnError)
	fs.IntVar(&p.Shape.Width, "width", 96, "numbers that stand for a byte")
	fs.IntVar(&p.Shape.Layers, "layers", 3, "layers")
	fs.IntVar(&p.Shape.Heads, "heads", 4, "heads of attention")
	fs.IntVar(&p.Steps, "steps", 12000, "steps")
	fs.IntVar(&p.Batch, "batch", 8, "windows a step")
	fs.Float64Var(&p.Rate, "rate", 3e-3, "highest learning rate")
	fs.IntVar(&p.Tasks, "tasks", 2, "goroutines")
	out := fs.String("out", "", "`file` to write")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *out == "" {
		return errors.New("flag -out is needed")
	}
	var texts [][]byte
	for _, d := range lm.Domains {
		texts = append(texts, lm.TrainingText(d))
	}
	sum, n := 0., 0
	m, err := neural.Train(ctx, p, texts, func(step int, bits float64) {
		sum, n = sum+bits, n+1
		if step%100 == 99 || step == p.Steps-1 {
			fmt.Printf("step %d: %.3f bits per byte\n", step+1, sum/float64(n))
			sum, n = 0, 0
		}
	})
	if err != nil {
		return err
	}
	return os.WriteFile(*out, m.Save(), 0o644) // #nosec G306 -- not a secret
}
