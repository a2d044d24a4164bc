package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/internal/localnet"
	"github.com/tianwang-net/tianwang/task/builtin"
)

func (p *program) upCommand() *cobra.Command {
	o := localnet.Options{}
	var base int
	var keyEnv string
	var noOpen bool
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Run a whole local network: chain, subnets, miners, validators, gateway, page",
		Long: `Run a whole network on this machine until Ctrl-C: a chain of its own, a subnet for each task, honest miners and
cheaters, validators, a gateway that speaks the OpenAI API, and a page to look at all of it. Its state is kept in
--home and continued the next time.`,
		Example: `tianwang up
tianwang up --tasks assistant,embed-en
tianwang up --upstream http://127.0.0.1:11434 --upstream-model llama3
tianwang up --validators 4 --block-time 2s --port-base 20000 --home /tmp/net --reset`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			home, err := p.homeDir()
			if err != nil {
				return err
			}
			o.Upstream.Key, _ = p.lookup(keyEnv)
			o.Home, o.Ports = home, localnet.DefaultPorts()
			if cmd.Flags().Changed("port-base") {
				if base < 1024 || base > 65000 {
					return usage("port base %d: a number from 1024 to 65000 is needed", base)
				}
				o.Ports = localnet.PortsFrom(base)
			}
			switch {
			case o.Validators < 1 || o.Validators > 16:
				return usage("%d validators: a number from 1 to 16 is needed", o.Validators)
			case o.BlockTime < 100*time.Millisecond || o.BlockTime > time.Minute:
				return usage("block time %s: 100ms to 1m is needed", o.BlockTime)
			}
			return p.up(cmd.Context(), o, noOpen)
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Validators, "validators", 1, "number of chain nodes")
	f.DurationVar(&o.BlockTime, "block-time", time.Second, "pause between two blocks")
	f.IntVar(&base, "port-base", 0, "place all ports from here upwards (default: app and gateway 8080, wallet 8081, REST 1317, RPC 26657, gRPC 9090)")
	f.StringSliceVar(&o.Tasks, "tasks", nil,
		"a subnet for each of these tasks: "+strings.Join(builtin.Names(), ", ")+" (default "+strings.Join(builtin.Default(), ",")+")")
	f.StringVar(&o.Upstream.URL, "upstream", "", "URL of a model server that speaks the OpenAI API: adds a subnet for chat, with a miner that asks it")
	f.StringVar(&o.Upstream.Model, "upstream-model", "", "name of the model at that server")
	f.StringVar(&keyEnv, "upstream-key-env", "", "name of the environment variable with the server's API key")
	f.BoolVar(&o.Reset, "reset", false, "start over: remove the state in --home first")
	f.BoolVar(&noOpen, "no-open", false, "do not open the page in a browser")
	return cmd
}

// up starts the network, tells when it is ready, and stays until it is interrupted.
func (p *program) up(ctx context.Context, o localnet.Options, noOpen bool) error {
	began := time.Now()
	o.Progress = func(format string, args ...any) {
		fmt.Fprintf(p.errOut, "%5.1fs  "+format+"\n", append([]any{time.Since(began).Seconds()}, args...)...)
	}
	n, err := localnet.Start(ctx, o)
	if err != nil {
		return fail(codeInternal, "%v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- n.Wait() }()
	if err := p.waitReady(ctx, n, o.Progress, ended); err != nil {
		return err
	}
	if ctx.Err() == nil && !noOpen && isTerminal(p.out) {
		openBrowser(n.URLs()["app"])
	}
	select {
	case err = <-ended:
	case <-ctx.Done():
		o.Progress("stopping; the state stays in %s", o.Home)
		err = <-ended
	}
	if err != nil {
		return fail(codeInternal, "%v", err)
	}
	o.Progress("stopped")
	return nil
}

// waitReady shows how far the network has come until every subnet has a ranked miner, and then where everything is.
func (p *program) waitReady(ctx context.Context, n *localnet.Network, progress func(string, ...any), ended chan error) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-ended:
			ended <- err
			return nil
		case <-tick.C:
		}
		s, err := n.Status(ctx)
		if err != nil {
			continue // no block yet
		}
		if s.Ready {
			progress("ready")
			return p.show(statusParts(s)...)
		}
		done, all := n.Learned()
		if now := fmt.Sprintf("%d of %d models have learned, %d miners serve, %d validators have judged",
			done, all, s.Miners, s.Validators); now != said {
			progress("block %d: %s", s.Height, now)
			said = now
		}
	}
}

// openBrowser shows a page to the person at this machine, if there is a way to.
func openBrowser(url string) {
	opener := map[string]string{"linux": "xdg-open", "darwin": "open"}[runtime.GOOS]
	if opener == "" || runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return
	}
	if path, err := exec.LookPath(opener); err == nil {
		_ = exec.Command(path, url).Start() // #nosec G204 -- a fixed program; without a browser there is nothing to do
	}
}
