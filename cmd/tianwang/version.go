package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Show the version of the program and what it was built from",
		Example: `tianwang version --json`,
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			version, revision := "unknown", "unknown"
			if info, ok := debug.ReadBuildInfo(); ok {
				version = info.Main.Version
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = s.Value
					}
				}
			}
			return p.show(record{
				{"version", version}, {"revision", revision}, {"go", runtime.Version()}, {"system", runtime.GOOS + "/" + runtime.GOARCH},
			})
		},
	}
}
