package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/gateway"
)

func (p *program) gatewayOffCommand() *cobra.Command {
	var state string
	cmd := &cobra.Command{
		Use:   "off [MODEL]",
		Short: "Stop serving a model, or list those that are off",
		Long: `Switch a model off at the gateway of this machine: within a second it answers model_disabled, and lists the model no
more. Requests under way go on. It stays off over a restart, until tianwang gateway on. Without a model, list those that
are off.`,
		Example: `tianwang gateway off translate-en-es
tianwang gateway off`,
		Args: between(0, "MODEL"),
		RunE: func(_ *cobra.Command, args []string) error { return p.switchModel(state, args, true) },
	}
	stateFlag(cmd, &state)
	return cmd
}

func (p *program) gatewayOnCommand() *cobra.Command {
	var state string
	cmd := &cobra.Command{
		Use:     "on MODEL",
		Short:   "Serve a model again that was switched off",
		Example: "tianwang gateway on translate-en-es",
		Args:    exactly("MODEL"),
		RunE:    func(_ *cobra.Command, args []string) error { return p.switchModel(state, args, false) },
	}
	stateFlag(cmd, &state)
	return cmd
}

func stateFlag(cmd *cobra.Command, state *string) {
	cmd.Flags().StringVar(state, "state", "", "directory of the gateway's state (TIANWANG_STATE; default ~/.tianwang/state)")
}

// switchModel changes the file that a gateway follows, and shows what it says.
func (p *program) switchModel(state string, args []string, off bool) error {
	dir, err := p.setting(state, "TIANWANG_STATE", "state")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	s, err := gateway.OpenSwitch(filepath.Join(dir, offFile))
	if err != nil {
		return usage("%v", err)
	}
	if len(args) > 0 {
		if err := s.Set(args[0], off); err != nil {
			return usage("%v", err)
		}
	}
	t := newTable("off", "no model is off", "model")
	for _, id := range s.Off() {
		t.add(id)
	}
	return p.show(t)
}
