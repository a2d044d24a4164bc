package main

import (
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"net/netip"
	"os"

	"github.com/spf13/cobra"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/endpoint"
)

func (p *program) subnetAxonCommand() *cobra.Command {
	var (
		netuid      uint32
		certificate string
	)
	cmd := &cobra.Command{
		Use:   "axon ADDRESS:PORT",
		Short: "Publish where the hotkey serves",
		Long: `Publishes the place where validators and users reach the hotkey. "tianwang miner" does this by itself. It costs no fee.
The address is a literal one; a public chain refuses private ones. With --certificate the place is encrypted: the SHA-256
of the certificate's public key is published with it, and who dials trusts that key and no authority.`,
		Example: `tianwang subnet axon 203.0.113.7:8091 --netuid 1 --hotkey miner2
tianwang subnet axon 203.0.113.7:8443 --netuid 1 --certificate axon.pem`,
		Args: exactly("ADDRESS:PORT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := parseEndpoint(args[0])
			if err != nil {
				return err
			}
			hotkey, err := p.hotkeyAddress()
			if err != nil {
				return err
			}
			m, err := axonAt(at, hotkey, netuid, certificate)
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by: p.hotkey, prepare: always(m, ""),
				done: func() []part {
					shown := record{{"netuid", netuid}, {"hotkey", hotkey}, {"axon", m.Protocol + "://" + at.String()}}
					if len(m.TlsKey) > 0 {
						shown = append(shown, field{"tls_key", hex.EncodeToString(m.TlsKey)})
					}
					return []part{line("axon published"), shown}
				},
			})
		},
	}
	netuidFlag(cmd, &netuid)
	cmd.Flags().StringVar(&certificate, "certificate", "", "file with the certificate of an encrypted axon, in PEM")
	return cmd
}

// axonAt makes the message that publishes a place, an encrypted one if there is a certificate.
func axonAt(at netip.AddrPort, hotkey string, netuid uint32, certificate string) (*subnetv1.MsgServeAxon, error) {
	m := &subnetv1.MsgServeAxon{
		Hotkey: hotkey, Netuid: netuid, Host: at.Addr().String(), Port: uint32(at.Port()), Protocol: endpoint.HTTP,
	}
	if certificate == "" {
		return m, nil
	}
	data, err := os.ReadFile(certificate) // #nosec G304 -- the user's own
	if err != nil {
		return nil, usage("certificate: %v", err)
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, usage("certificate %s: a file in PEM is needed", certificate)
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, usage("certificate %s: %v", certificate, err)
	}
	m.Protocol, m.TlsKey = endpoint.HTTPS, endpoint.KeyOf(parsed.RawSubjectPublicKeyInfo)
	return m, nil
}

func (p *program) subnetResetBondsCommand() *cobra.Command {
	var netuid uint32
	cmd := &cobra.Command{
		Use:   "reset-bonds",
		Short: "Let the validators' bonds in the hotkey begin anew",
		Long: `For a miner that has become another one, with a better model for example: from the running epoch on no validator has an
old claim to what it earns. The subnet must allow it (bonds_reset), it can be asked for once an epoch, and it costs no fee.`,
		Example: `tianwang subnet reset-bonds --netuid 1 --hotkey miner2`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			hotkey, err := p.hotkeyAddress()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by:      p.hotkey,
				prepare: always(&epochv1.MsgResetBonds{Hotkey: hotkey, Netuid: netuid}, ""),
				done: func() []part {
					return []part{line("bonds begin anew with the running epoch"), record{{"netuid", netuid}, {"hotkey", hotkey}}}
				},
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}
