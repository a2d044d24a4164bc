package main

import (
	"fmt"
	"math/big"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/weights"
)

// exactly wants one argument for each name.
func exactly(names ...string) cobra.PositionalArgs { return between(len(names), names...) }

// between wants at least the first least of the named arguments; if the last name ends with … it may repeat.
func between(least int, names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		repeat := len(names) > 0 && strings.HasSuffix(names[len(names)-1], "…")
		switch {
		case len(args) < least:
			return usage("%s: %s is missing", cmd.CommandPath(), strings.TrimSuffix(names[len(args)], "…"))
		case len(args) > len(names) && !repeat:
			return usage("%s: unexpected argument %q", cmd.CommandPath(), args[len(names)])
		}
		return nil
	}
}

// parseAmount reads an amount in TAO that is more than nothing.
func parseAmount(s string) (uint64, error) {
	rao, err := tokenomics.ParseTAO(s)
	if err != nil {
		return 0, usage("%v", err)
	}
	if rao == 0 {
		return 0, usage("amount %q: it must be more than 0", s)
	}
	return rao, nil
}

// amountFlag is a flag with an amount in TAO.
type amountFlag struct {
	rao uint64
	set bool
}

// Set implements pflag.Value.
func (a *amountFlag) Set(s string) (err error) {
	a.set = true
	a.rao, err = tokenomics.ParseTAO(s)
	return err
}

// String implements pflag.Value.
func (a *amountFlag) String() string {
	if !a.set {
		return ""
	}
	return tokenomics.FormatTAO(a.rao)
}

// Type implements pflag.Value.
func (a *amountFlag) Type() string { return "TAO" }

// parseAddress checks the address of an account.
func parseAddress(field, s string) (string, error) {
	if _, err := sdk.AccAddressFromBech32(s); err != nil {
		return "", usage("%s %q is not an address: %v; addresses look like %s1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6",
			field, s, err, tianwang.AddressPrefix)
	}
	return s, nil
}

// isAddress says whether a text is meant as an address and not as a name.
func isAddress(s string) bool { return strings.HasPrefix(s, tianwang.AddressPrefix+"1") }

// parsePairs reads KEY:VALUE pairs of 16-bit numbers, as in "0:3 7:1", and refuses a key that occurs twice.
func parsePairs(key string, args []string) (keys, values []uint32, err error) {
	seen := map[uint64]bool{}
	for _, a := range args {
		k, v, ok := strings.Cut(a, ":")
		number, err1 := strconv.ParseUint(k, 10, 16)
		value, err2 := strconv.ParseUint(v, 10, 16)
		switch {
		case !ok || err1 != nil || err2 != nil:
			return nil, nil, usage("%q: %s:WEIGHT is needed, two whole numbers from 0 to %d, as in 3:100", a, key, weights.Max)
		case seen[number]:
			return nil, nil, usage("%q: %s %d occurs twice", a, strings.ToLower(key), number)
		}
		seen[number] = true
		keys, values = append(keys, uint32(number)), append(values, uint32(value))
	}
	return keys, values, nil
}

// pairs writes two lists the way parsePairs reads them.
func pairs(keys, values []uint32) string {
	all := make([]string, len(keys))
	for i := range keys {
		all[i] = fmt.Sprintf("%d:%d", keys[i], values[i])
	}
	return strings.Join(all, " ")
}

// parsePercent reads a percentage such as "12.5" and returns it in parts of 65535, rounded down.
func parsePercent(s string) (uint32, error) {
	r, ok := new(big.Rat).SetString(s)
	if !regexp.MustCompile(`^\d{1,3}(\.\d{1,9})?$`).MatchString(s) || !ok || r.Cmp(big.NewRat(100, 1)) > 0 {
		return 0, usage("take %q: a percentage from 0 to 100 is needed, as in 12.5", s)
	}
	r.Mul(r, big.NewRat(tokenomics.ProportionOne, 100))
	return uint32(new(big.Int).Quo(r.Num(), r.Denom()).Uint64()), nil // #nosec G115 -- at most 65535
}

// percent is a proportion in parts of 65535 that people see in hundredths.
type percent uint32

// String implements fmt.Stringer.
func (p percent) String() string {
	parts := (uint64(p)*100_00 + tokenomics.ProportionOne/2) / tokenomics.ProportionOne
	return fmt.Sprintf("%d.%02d %%", parts/100, parts%100)
}

// parseEndpoint reads HOST:PORT with a literal address.
func parseEndpoint(s string) (netip.AddrPort, error) {
	at, err := netip.ParseAddrPort(strings.TrimPrefix(s, "http://"))
	if err != nil || at.Port() == 0 {
		return at, usage("axon %q: an address and a port are needed, as in 203.0.113.7:8091 or [2001:db8::7]:8091", s)
	}
	return at, nil
}
