package app_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/emission"
)

// ruled says for each module with parameters one that is changed, and a value that is refused with a word of the reason.
var ruled = map[string]struct {
	name, good, bad, reason string
}{
	"/tianwang.emission.v1.MsgUpdateParams": {"gas_price", `"2000000"`, `"1000000000000001"`, "gas_price"},
	"/tianwang.epoch.v1.MsgUpdateParams":    {"max_epochs_per_block", `3`, `0`, "max_epochs_per_block"},
	"/tianwang.escrow.v1.MsgUpdateParams":   {"min_grace", `"77"`, `"0"`, "min_grace"},
	"/tianwang.producer.v1.MsgUpdateParams": {"jail_duration", `"77"`, `"10000001"`, "jail_duration"},
	"/tianwang.root.v1.MsgUpdateParams":     {"tempo", `"77"`, `"0"`, "tempo"},
	"/tianwang.stake.v1.MsgUpdateParams":    {"take_interval", `"77"`, `"10000001"`, "take_interval"},
	"/tianwang.subnet.v1.MsgUpdateParams":   {"subnet_limit", `17`, `0`, "subnet_limit"},
	"/cosmos.gov.v1.MsgUpdateParams":        {"min_deposit_ratio", `"0.020000000000000000"`, `""`, "min_deposit_ratio"},
}

// sdkOwn are messages for the parameters of the SDK's modules, which check them in their own way.
var sdkOwn = []string{"/cosmos.auth.v1beta1.MsgUpdateParams", "/cosmos.bank.v1beta1.MsgUpdateParams", "/cosmos.consensus.v1.MsgUpdateParams"}

// paramsOf returns the parameters of a module as genesis would say them now.
func (a *assembly) paramsOf(kind string) (params map[string]json.RawMessage) {
	a.t.Helper()
	exported, err := a.App().Export()
	if err != nil {
		a.t.Fatal(err)
	}
	var genesis map[string]json.RawMessage
	var module struct{ Params map[string]json.RawMessage }
	if err := json.Unmarshal(exported.AppState, &genesis); err != nil {
		a.t.Fatal(err)
	}
	if err := json.Unmarshal(genesis[strings.Split(kind, ".")[1]], &module); err != nil {
		a.t.Fatal(err)
	}
	return module.Params
}

// update returns the message that changes one parameter.
func (a *assembly) update(kind, sender, name, value string) sdk.Msg {
	a.t.Helper()
	params := a.paramsOf(kind)
	if params[name] == nil {
		a.t.Fatalf("%s: there is no parameter %s", kind, name)
	}
	params[name] = json.RawMessage(value)
	b, err := json.Marshal(map[string]any{"@type": kind, "authority": sender, "params": params})
	if err != nil {
		a.t.Fatal(err)
	}
	var m sdk.Msg
	if err := a.App().Encoding.Codec.UnmarshalInterfaceJSON(b, &m); err != nil {
		a.t.Fatalf("%s: %v", b, err)
	}
	return m
}

// param returns a parameter as genesis would say it now.
func (a *assembly) param(kind, name string) string {
	a.t.Helper()
	return string(a.paramsOf(kind)[name])
}

// updates returns all messages with which parameters are changed.
func updates(a *assembly) (kinds []string) {
	for _, kind := range a.App().Encoding.Registry.ListImplementations(sdk.MsgInterfaceProtoName) {
		if strings.HasSuffix(kind, "UpdateParams") && !slices.Contains(sdkOwn, kind) {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// TestGovernance_EveryParameter: the parameters of every module are changed by a decision and by nothing else, and a value
// out of range is refused even then. A module that is new fails it until it has a line in the table.
func TestGovernance_EveryParameter(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	kinds := updates(a)
	if len(kinds) != len(ruled) {
		t.Fatalf("the messages for parameters are %v, the table has %d", kinds, len(ruled))
	}
	for _, module := range app.OwnModules() {
		if kind := "/tianwang." + module + ".v1.MsgUpdateParams"; module != "weights" && !slices.Contains(kinds, kind) {
			t.Errorf("there is no %s", kind)
		}
	}
	for _, kind := range kinds {
		r, ok := ruled[kind]
		if !ok {
			t.Fatalf("%s: it has no line in the table", kind)
		}
		good, bad := a.update(kind, testchain.Authority, r.name, r.good), a.update(kind, testchain.Authority, r.name, r.bad)
		a.Refused([]testchain.Case{{
			Name: kind + " of anybody", By: a.stranger, Msg: a.update(kind, a.stranger.String(), r.name, r.good),
			Want: sdkerrors.ErrUnauthorized, Text: "not the authority",
		}})
		before := a.param(kind, r.name)
		p := a.pass(a.propose(proposal(a.bob, tao, bad)))
		if p.Status != govv1.StatusFailed || !strings.Contains(p.FailedReason, r.reason) || a.param(kind, r.name) != before {
			t.Errorf("%s: with a bad value the proposal is %s: %s", kind, p.Status, p.FailedReason)
		}
		p = a.pass(a.propose(proposal(a.bob, tao, good)))
		if got := a.param(kind, r.name); p.Status != govv1.StatusPassed || got != r.good || before == r.good {
			t.Errorf("%s: the proposal is %s: %s; %s was %s and is %s", kind, p.Status, p.FailedReason, r.name, before, got)
		}
	}
}

// TestGovernance_OfTheSDK: the modules of the SDK obey the same authority.
func TestGovernance_OfTheSDK(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	params := a.App().Accounts.GetParams(a.Context())
	params.MaxMemoCharacters = 300
	p := a.pass(a.propose(proposal(a.bob, tao, &authtypes.MsgUpdateParams{Authority: testchain.Authority, Params: params})))
	if got := a.App().Accounts.GetParams(a.Context()).MaxMemoCharacters; p.Status != govv1.StatusPassed || got != 300 {
		t.Errorf("the proposal is %s: %s, %d characters", p.Status, p.FailedReason, got)
	}
}

// TestFreeMessages: what costs no fee is a parameter. A message that is not listed pays like any other.
func TestFreeMessages(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, func(e *testchain.Editor) { e.Neurons(1, testchain.NewActor("val"), testchain.NewActor("dig")) })
	const serveAxon = "/tianwang.subnet.v1.MsgServeAxon"
	serve := &subnetv1.MsgServeAxon{Hotkey: a.val.String(), Netuid: 1, Host: "127.0.0.1", Port: 9, Protocol: "http"}
	if err := a.TryTx(a.Build(testchain.Tx{By: a.val, Msgs: []sdk.Msg{serve}, Fee: new(uint64)})); err != nil {
		t.Fatalf("an axon without a fee: %v", err)
	}
	p := emission.DefaultParams()
	p.FreeMessages = slices.DeleteFunc(p.FreeMessages, func(name string) bool { return name == serveAxon })
	if got := a.pass(a.propose(proposal(a.bob, tao, &emissionv1.MsgUpdateParams{Authority: testchain.Authority, Params: p}))); got.Status != govv1.StatusPassed {
		t.Fatalf("the proposal is %s: %s", got.Status, got.FailedReason)
	}
	if err := a.TryTx(a.Build(testchain.Tx{By: a.val, Msgs: []sdk.Msg{serve}, Fee: new(uint64)})); !errors.Is(err, sdkerrors.ErrInsufficientFee) {
		t.Errorf("an axon without a fee: %v", err)
	}
	fee := uint64(1_000_000)
	if err := a.TryTx(a.Build(testchain.Tx{By: a.val, Msgs: []sdk.Msg{serve}, Fee: &fee})); err != nil {
		t.Errorf("an axon for a fee: %v", err)
	}
	for want, list := range map[string][]string{
		"cannot be free": {"/cosmos.bank.v1beta1.MsgSend"}, "occurs twice": {serveAxon, serveAxon},
	} {
		p.FreeMessages = list
		if err := a.Govern(&emissionv1.MsgUpdateParams{Authority: testchain.Authority, Params: p}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", list, err)
		}
	}
}

// TestFreeMessages_Candidates: every type that can be listed is one that the application can admit, and the other way round.
func TestFreeMessages_Candidates(t *testing.T) {
	t.Parallel()
	a := newAssembly(t, nil)
	var free []string
	for _, kind := range a.App().Encoding.Registry.ListImplementations(sdk.MsgInterfaceProtoName) {
		m, err := a.App().Encoding.Registry.Resolve(kind)
		if err != nil {
			t.Fatal(err)
		}
		if testchain.IsFree(m) {
			free = append(free, kind)
		}
	}
	slices.Sort(free)
	if !slices.Equal(free, emission.FreeCandidates()) {
		t.Errorf("the application admits %v, governance can list %v", free, emission.FreeCandidates())
	}
}
