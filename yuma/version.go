package yuma

import "fmt"

// Version selects the rules of an epoch. The zero Version is none.
type Version uint8

// The versions, oldest first; doc.go has their formulas.
const (
	Whitepaper Version = iota + 1 // trust × rank through a sigmoid, as first published
	Yuma1                         // April 2024: consensus by stake-weighted median, bonds by stake
	Yuma2                         // Yuma1 with stake of two kinds, bonds penalty, owner rules
	Yuma3                         // bonds per validator and miner, without stake; liquid alpha
	Yuma3N                        // Yuma3 with bonds normalised by stake, so that splitting an identity changes nothing
)

var versionNames = [...]string{
	Whitepaper: "whitepaper",
	Yuma1:      "yuma1",
	Yuma2:      "yuma2",
	Yuma3:      "yuma3",
	Yuma3N:     "yuma3n",
}

// Versions lists all versions, oldest first.
func Versions() []Version { return []Version{Whitepaper, Yuma1, Yuma2, Yuma3, Yuma3N} }

// ParseVersion returns the version of a name as [Version.String] gives it.
func ParseVersion(name string) (Version, error) {
	for _, v := range Versions() {
		if versionNames[v] == name {
			return v, nil
		}
	}
	return 0, fmt.Errorf("version %q: unknown, use one of %s", name, versionNames[1:])
}

// String returns the name under which subnets select the version.
func (v Version) String() string {
	if !v.valid() {
		return fmt.Sprintf("version(%d)", uint8(v))
	}
	return versionNames[v]
}

func (v Version) valid() bool { return Whitepaper <= v && v <= Yuma3N }
