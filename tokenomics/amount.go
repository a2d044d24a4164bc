package tokenomics

import (
	"fmt"
	"strconv"
	"strings"
)

// decimals is the number of digits after the point of an amount in TAO.
const decimals = 9

// ParseTAO reads an amount in TAO as people write it, "12" or "0.25", and returns it in rao. There is no sign, no
// exponent, no grouping and no rounding: more than nine digits after the point are an error, and so is more than [Cap].
func ParseTAO(s string) (uint64, error) {
	whole, part, point := strings.Cut(s, ".")
	switch {
	case strings.HasPrefix(s, "-"):
		return 0, fmt.Errorf("amount %q: it cannot be negative", s)
	case !isDigits(whole) || point && !isDigits(part):
		return 0, fmt.Errorf("amount %q: digits are needed, with at most one point between them, as in 1.5", s)
	case len(part) > decimals:
		return 0, fmt.Errorf("amount %q: TAO has %d digits after the point at most", s, decimals)
	}
	rao, err := strconv.ParseUint(whole+part+strings.Repeat("0", decimals-len(part)), 10, 64)
	if err != nil || rao > Cap {
		return 0, fmt.Errorf("amount %q: there are never more than %s TAO", s, FormatTAO(Cap))
	}
	return rao, nil
}

// FormatTAO writes an amount of rao in TAO, exactly and as short as possible: 1500000000 is "1.5". [ParseTAO] reads it
// back.
func FormatTAO(rao uint64) string {
	whole, rest := rao/RaoPerTAO, rao%RaoPerTAO
	if rest == 0 {
		return strconv.FormatUint(whole, 10)
	}
	return strings.TrimRight(fmt.Sprintf("%d.%0*d", whole, decimals, rest), "0")
}

// isDigits says whether s is one decimal digit or more.
func isDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
