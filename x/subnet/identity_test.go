package subnet_test

import (
	"strings"
	"testing"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/subnet"
)

func identity(by *testchain.Actor, netuid uint32, change func(*subnetv1.MsgSetIdentity)) *subnetv1.MsgSetIdentity {
	m := &subnetv1.MsgSetIdentity{
		Sender: by.String(), Netuid: netuid, Name: "haiku", Description: "short poems, 俳句",
		Identity: subnetv1.Identity{
			Url: "https://example.org/?a=b#c", Repository: "https://[2001:db8::1]:8443/r", Logo: "https://example.org/logo.svg",
			Contact: "owner@example.org", Additional: "天网恢恢",
		},
	}
	if change != nil {
		change(m)
	}
	return m
}

// TestIdentity: the owner and governance say what they want of a subnet, all of it at once, within bounds.
func TestIdentity(t *testing.T) {
	t.Parallel()
	c := ruled(t)
	c.Do(rich, open("haiku"))
	link := func(url string) *subnetv1.MsgSetIdentity {
		return identity(rich, 3, func(m *subnetv1.MsgSetIdentity) { m.Identity.Url = url })
	}
	text := func(additional string) *subnetv1.MsgSetIdentity {
		return identity(rich, 3, func(m *subnetv1.MsgSetIdentity) { m.Identity.Additional = additional })
	}
	cases := []testchain.Case{
		{"another's", other, identity(other, 3, nil), subnet.ErrNotOwner, rich.String()},
		{"unknown subnet", rich, identity(rich, 9, nil), subnet.ErrUnknownSubnet, "netuid 9"},
		{"a name that is taken", rich, identity(rich, 3, func(m *subnetv1.MsgSetIdentity) { m.Name = "words" }), subnet.ErrName, "subnet 1"},
		{"no name", rich, identity(rich, 3, func(m *subnetv1.MsgSetIdentity) { m.Name = "" }), subnet.ErrName, "1 to 32"},
		{"a long contact", rich, identity(rich, 3, func(m *subnetv1.MsgSetIdentity) { m.Identity.Contact = strings.Repeat("x", 257) }), subnet.ErrText, "contact: UTF-8 of at most 256"},
		{"a long text", rich, text(strings.Repeat("天", 342)), subnet.ErrText, "additional: UTF-8 of at most 1024"},
		{"a terminal's command", rich, text("a\x1b[2Jb"), subnet.ErrText, "control characters"},
		{"a C1 character", rich, text("a\u009bb"), subnet.ErrText, "control characters"},
		{"writing that turns", rich, text("a\u202eb"), subnet.ErrText, "control characters"},
		{"not UTF-8 in the description", rich, identity(rich, 3, func(m *subnetv1.MsgSetIdentity) { m.Description = "a\nb" }), subnet.ErrText, "description"},
		{"a repository without a host", rich, identity(rich, 3, func(m *subnetv1.MsgSetIdentity) { m.Identity.Repository = "https:///x" }), subnet.ErrText, "repository: https://"},
		{"a logo in plain", rich, identity(rich, 3, func(m *subnetv1.MsgSetIdentity) { m.Identity.Logo = "http://example.org" }), subnet.ErrText, "logo"},
		{"a long link", rich, link("https://" + strings.Repeat("x", 249)), subnet.ErrText, "256"},
	}
	for _, bad := range []string{"javascript:alert(1)", "https://", "HTTPS://example.org", "https://a b", "https://a\"b", "https://天", "https://<b>"} {
		cases = append(cases, testchain.Case{Name: "link " + bad, By: rich, Msg: link(bad), Want: subnet.ErrText, Text: "url: https://"})
	}
	c.Refused(cases)
	c.Do(rich, identity(rich, 3, nil))
	s, err := c.App().Subnet.Subnet(c.Context(), 3)
	if want := identity(rich, 3, nil); err != nil || s.Identity != want.Identity || s.Description != want.Description {
		t.Errorf("identity %+v: %v", s, err)
	}
	if err := c.Govern(&subnetv1.MsgSetIdentity{Sender: testchain.Authority, Netuid: 3, Name: "poems"}); err != nil {
		t.Fatal(err)
	}
	s, err = c.App().Subnet.Subnet(c.Context(), 3)
	if err != nil || s.Name != "poems" || s.Identity != (subnetv1.Identity{}) || s.Description != "" {
		t.Errorf("after governance: %+v: %v", s, err)
	}
	c.Do(rich, identity(rich, 3, nil))
	c.Import()
}

// TestOwnership: a subnet changes hands in two steps, and with it the cut, the rule over it and the lock.
func TestOwnership(t *testing.T) {
	t.Parallel()
	c := ruled(t)
	c.Do(rich, open("haiku"))
	offer := func(by *testchain.Actor, netuid uint32, to string) *subnetv1.MsgOfferOwnership {
		return &subnetv1.MsgOfferOwnership{Sender: by.String(), Netuid: netuid, To: to}
	}
	accept := func(by *testchain.Actor, netuid uint32) *subnetv1.MsgAcceptOwnership {
		return &subnetv1.MsgAcceptOwnership{Coldkey: by.String(), Netuid: netuid}
	}
	c.Refused([]testchain.Case{
		{"another's", other, offer(other, 3, other.String()), subnet.ErrNotOwner, rich.String()},
		{"unknown subnet", rich, offer(rich, 9, other.String()), subnet.ErrUnknownSubnet, "netuid 9"},
		{"no address", rich, offer(rich, 3, "tao1x"), sdkerrors.ErrInvalidAddress, "to \"tao1x\""},
		{"its own", rich, offer(rich, 3, rich.String()), sdkerrors.ErrInvalidRequest, "already"},
		{"nothing to take back", rich, offer(rich, 3, ""), subnet.ErrNotOffered, "offered to nobody"},
		{"accept what is not offered", other, accept(other, 3), subnet.ErrNotOffered, "netuid 3 is offered to nobody"},
		{"accept what does not exist", other, accept(other, 9), subnet.ErrUnknownSubnet, "netuid 9"},
	})
	c.Do(rich, offer(rich, 3, cold.String()))
	c.Do(rich, offer(rich, 3, "")) // taken back
	c.Refused([]testchain.Case{{"an offer that is off", cold, accept(cold, 3), subnet.ErrNotOffered, "nobody"}})
	c.Do(rich, offer(rich, 3, strings.ToUpper(other.String())))
	c.Import() // with an offer that is open
	c.Refused([]testchain.Case{
		{"somebody else accepts", cold, accept(cold, 3), subnet.ErrNotOffered, "netuid 3 is offered to " + other.String()},
		{"who is offered it rules already", other, dissolve(other, 3), subnet.ErrNotOwner, rich.String()},
	})
	c.Do(other, accept(other, 3))
	c.Refused([]testchain.Case{
		{"accepted twice", other, accept(other, 3), subnet.ErrNotOffered, "nobody"},
		{"who gave it away rules", rich, dissolve(rich, 3), subnet.ErrNotOwner, other.String()},
	})
	// An ownerless subnet gets an owner from governance, who is paid from the next epoch on.
	if err := c.Govern(&subnetv1.MsgOfferOwnership{Sender: testchain.Authority, Netuid: 1, To: cold.String()}); err != nil {
		t.Fatal(err)
	}
	c.Do(cold, accept(cold, 1))
	c.BlocksTo(metagraph(t, c, 1).Clock.DueAt - 1)
	pending, before := metagraph(t, c, 1).Pending, c.Balance(cold)
	c.Blocks(1)
	if got, least := c.Balance(cold)-before, tokenomics.Part(pending, 11_796, 65_535); got < least {
		t.Errorf("the new owner got %d rao of %d", got, pending)
	}
	c.Do(other, dissolve(other, 3))
	before = c.Balance(other)
	c.Blocks(1)
	if got := c.Balance(other) - before; got != 70*tao {
		t.Errorf("the new owner got %d rao of the lock back", got)
	}
}
