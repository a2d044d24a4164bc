// Command train makes the weights that package neural embeds, from the training part of the texts of task lm-bytes.
//
//	GOEXPERIMENT=simd go run ./task/lm/neural/train -steps 6000 -out task/lm/neural/weights.bin
//
// GOEXPERIMENT=simd makes it several times as fast on amd64 and changes the last digits. It writes what it has when it is
// interrupted before the end no more than it does when it fails: nothing.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/tianwang-net/tianwang/task/lm"
	"github.com/tianwang-net/tianwang/task/lm/neural"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	var p neural.Plan
	fs := flag.NewFlagSet("train", flag.ContinueOnError)
	fs.IntVar(&p.Shape.Width, "width", 128, "numbers that stand for a byte")
	fs.IntVar(&p.Shape.Layers, "layers", 3, "layers")
	fs.IntVar(&p.Shape.Heads, "heads", 4, "heads of attention")
	fs.IntVar(&p.Steps, "steps", 6000, "steps")
	fs.IntVar(&p.Batch, "batch", 16, "windows a step")
	fs.Float64Var(&p.Rate, "rate", 3e-3, "highest learning rate")
	fs.IntVar(&p.Tasks, "tasks", 2, "goroutines")
	out := fs.String("out", "", "`file` to write")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *out == "" {
		return fmt.Errorf("flag -out is needed")
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
