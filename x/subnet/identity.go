package subnet

import (
	"context"
	"strings"
	"unicode/utf8"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Bounds of texts, in bytes.
const (
	maxName        = 32
	maxTask        = 64
	maxDescription = 512
	maxLink        = 256
	maxContact     = 256
	maxAdditional  = 1024
)

// setIdentity replaces what a subnet says of itself, all of it.
func (k Keeper) setIdentity(ctx context.Context, m *subnetv1.MsgSetIdentity) error {
	s, _, err := k.checkSender(ctx, m.Sender, m.Netuid)
	if err != nil {
		return err
	}
	s.Name, s.Description, s.Identity = m.Name, m.Description, m.Identity
	if err := validateTexts(s); err != nil {
		return err
	}
	all, err := k.Subnets(ctx)
	if err != nil {
		return err
	}
	if err := checkNameIsNew(all, s); err != nil {
		return err
	}
	base.Emit(ctx, &subnetv1.EventIdentitySet{Netuid: s.Netuid, Name: s.Name})
	return k.subnets.Set(ctx, s.Netuid, s)
}

// checkNameIsNew refuses the name of another subnet.
func checkNameIsNew(all []subnetv1.Subnet, s subnetv1.Subnet) error {
	for _, other := range all {
		if other.Name == s.Name && other.Netuid != s.Netuid {
			return ErrName.Wrapf("%q is the name of subnet %d already", s.Name, other.Netuid)
		}
	}
	return nil
}

// validateTexts refuses texts that are too long or that a reader could not see as they are.
func validateTexts(s subnetv1.Subnet) error {
	if !validName(s.Name, maxName) {
		return ErrName.Wrapf("%q: 1 to %d lower-case letters, digits and single dashes are needed", s.Name, maxName)
	}
	if !validName(s.Task, maxTask) {
		return ErrText.Wrapf("task %q: 1 to %d lower-case letters, digits and single dashes are needed", s.Task, maxTask)
	}
	i := s.Identity
	for _, t := range []struct {
		name, text string
		longest    int
	}{
		{"description", s.Description, maxDescription}, {"contact", i.Contact, maxContact}, {"additional", i.Additional, maxAdditional},
	} {
		if len(t.text) > t.longest || !plain(t.text) {
			return ErrText.Wrapf("%s: UTF-8 of at most %d bytes without control characters is needed", t.name, t.longest)
		}
	}
	for _, l := range []struct{ name, link string }{{"url", i.Url}, {"repository", i.Repository}, {"logo", i.Logo}} {
		if l.link != "" && !validLink(l.link) {
			return ErrText.Wrapf("%s: https://… of at most %d printable ASCII characters is needed", l.name, maxLink)
		}
	}
	return nil
}

// plain says whether a text is UTF-8 without characters that control a terminal or turn the direction of writing: what is
// shown is what is there.
func plain(text string) bool {
	for _, r := range text {
		switch {
		case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return false
		}
	}
	return utf8.ValidString(text)
}

// validLink says whether a text is an address that a page may link to as it is. It is not parsed, so that it does not
// depend on a library what the chain accepts.
func validLink(link string) bool {
	host, secure := strings.CutPrefix(link, "https://")
	if !secure || len(link) > maxLink || host == "" || host[0] == '/' {
		return false
	}
	for _, c := range []byte(link) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"'<>\\^`{|}", c) >= 0 {
			return false
		}
	}
	return true
}

// validName says whether a name is made of words of lower-case letters and digits joined by single dashes.
func validName(name string, longest int) bool {
	dash := true // no dash at the start
	for _, c := range []byte(name) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			dash = false
		case c == '-' && !dash:
			dash = true
		default:
			return false
		}
	}
	return !dash && len(name) <= longest
}
