package subnet_test

import (
	"bytes"
	"strings"
	"testing"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
)

const tao = 1_000_000_000

var (
	hot   = testchain.NewActor("hotkey")
	cold  = testchain.NewActor("coldkey")
	other = testchain.NewActor("another coldkey")
	rich  = testchain.NewActor("a rich coldkey")
	poor  = testchain.NewActor("one with just some fees")
	fresh = testchain.NewActor("a fresh hotkey")
)

// params edits the rules for all subnets.
func params(e *testchain.Editor, change func(*subnetv1.Params)) {
	testchain.Edit(e, subnet.ModuleName, func(g *subnetv1.GenesisState) { change(&g.Params) })
}

func TestRefusals_Work(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		hard := func(s *subnetv1.Subnet) { s.Hyperparams.MinDifficulty, s.Difficulty.Value = 4096, 4096 }
		e.Subnet("words", hard)
		e.Subnet("pictures", hard)
		e.Subnet("closed", func(s *subnetv1.Subnet) { s.Hyperparams.WorkRegistration = false })
		e.Staked(hot, cold, tao)
		e.Neurons(1, hot)
		params(e, func(p *subnetv1.Params) { p.WorkWindow = 4 })
	})
	c.BlocksTo(10) // what follows happens in block 11
	work := func(change func(*subnetv1.MsgRegisterWork)) *subnetv1.MsgRegisterWork {
		m := c.Work(1, fresh, other)
		change(m)
		return m
	}
	module := authtypes.NewModuleAddress("emission").String()
	c.Refused([]testchain.Case{
		{"coldkey is no address", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Coldkey = "tao1x" }), sdkerrors.ErrInvalidAddress, "coldkey"},
		{"no such subnet", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Netuid = 9 }), subnet.ErrUnknownSubnet, "netuid 9"},
		{"root", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Netuid = 0 }), subnet.ErrUnknownSubnet, "netuid 0"},
		{"subnet without work", fresh, c.Work(3, fresh, other), subnet.ErrClosed, "netuid 3"},
		{"a block to come", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Height = 11 }), subnet.ErrWorkBase, "from 7 to 10"},
		{"far in the future", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Height = ^uint64(0) }), subnet.ErrWorkBase, "from 7 to 10"},
		{"a block too old", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Height = 6 }), subnet.ErrWorkBase, "from 7 to 10"},
		{"height 0", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Height = 0 }), subnet.ErrWorkBase, ""},
		{"another block", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Height-- }), subnet.ErrWork, "difficulty 4096"},
		{"another subnet", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Netuid = 2 }), subnet.ErrWork, "netuid 2"},
		{"another nonce", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Nonce++ }), subnet.ErrWork, ""},
		{"another hotkey", rich, work(func(m *subnetv1.MsgRegisterWork) { m.Hotkey = rich.String() }), subnet.ErrWork, ""},
		{"registered already", hot, c.Work(1, hot, cold), subnet.ErrRegistered, "netuid 1"},
		{"somebody else's hotkey", hot, c.Work(2, hot, other), stake.ErrNotOwner, cold.String()},
		{"one key for both", fresh, c.Work(1, fresh, fresh), stake.ErrHotkeyIsColdkey, ""},
		{"a module's account", fresh, work(func(m *subnetv1.MsgRegisterWork) { m.Coldkey = module }), stake.ErrModuleAccount, module},
	})
}

func TestRefusals_Paying(t *testing.T) {
	t.Parallel()
	elsewhere := testchain.NewActor("a hotkey without a slot")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { s.Hyperparams.MinBurn, s.Burn.Value = tao, tao })
		e.Subnet("closed", func(s *subnetv1.Subnet) { s.Hyperparams.BurnRegistration = false })
		e.Staked(hot, cold, tao)
		e.Neurons(1, hot)
		e.Staked(elsewhere, other, 0)
		e.Grant(cold, 10*tao)
		e.Grant(poor, tao/2)
		e.Grant(rich, 10_000*tao)
		params(e, func(p *subnetv1.Params) { p.SubnetLimit, p.CreationInterval, p.MinLockCost = 4, 5, 100*tao })
	})
	burn := func(by, hotkey *testchain.Actor, netuid uint32, price uint64) *subnetv1.MsgRegisterBurn {
		return &subnetv1.MsgRegisterBurn{Coldkey: by.String(), Hotkey: hotkey.String(), Netuid: netuid, MaxPrice: price}
	}
	create := func(by *testchain.Actor, change func(*subnetv1.MsgCreateSubnet)) *subnetv1.MsgCreateSubnet {
		m := &subnetv1.MsgCreateSubnet{Coldkey: by.String(), Name: "new", Task: "lm", TaskVersion: 1, MaxCost: 1000 * tao}
		if change != nil {
			change(m)
		}
		return m
	}
	named := func(name string) *subnetv1.MsgCreateSubnet {
		return create(rich, func(m *subnetv1.MsgCreateSubnet) { m.Name = name })
	}
	module := burn(rich, fresh, 1, 2*tao)
	module.Hotkey = authtypes.NewModuleAddress("stake").String()
	malformed := burn(rich, fresh, 1, 2*tao)
	malformed.Hotkey = "nonsense"
	c.Refused([]testchain.Case{
		{"burn: hotkey is no address", rich, malformed, sdkerrors.ErrInvalidAddress, "hotkey \"nonsense\""},
		{"burn: no such subnet", rich, burn(rich, fresh, 7, 2*tao), subnet.ErrUnknownSubnet, "netuid 7"},
		{"burn: root", rich, burn(rich, fresh, 0, 2*tao), subnet.ErrUnknownSubnet, "netuid 0"},
		{"burn: closed", rich, burn(rich, fresh, 2, 2*tao), subnet.ErrClosed, "netuid 2"},
		{"burn: registered already", cold, burn(cold, hot, 1, 2*tao), subnet.ErrRegistered, ""},
		{"burn: somebody else's hotkey", rich, burn(rich, elsewhere, 1, 2*tao), stake.ErrNotOwner, other.String()},
		{"burn: one key for both", rich, burn(rich, rich, 1, 2*tao), stake.ErrHotkeyIsColdkey, ""},
		{"burn: a module's account", rich, module, stake.ErrModuleAccount, ""},
		{"burn: dearer than stated", rich, burn(rich, fresh, 1, tao-1), subnet.ErrPrice, "costs 1000000000 rao now, max_price is 999999999"},
		{"burn: too poor", poor, burn(poor, fresh, 1, 2*tao), subnet.ErrNotEnoughRao, "the price is 1000000000"},
		{"create: no name", rich, named(""), subnet.ErrName, "1 to 32"},
		{"create: upper case", rich, named("New"), subnet.ErrName, ""},
		{"create: dash at the end", rich, named("new-"), subnet.ErrName, ""},
		{"create: two dashes", rich, named("n--w"), subnet.ErrName, ""},
		{"create: not ASCII", rich, named("天网"), subnet.ErrName, ""},
		{"create: too long a name", rich, named(strings.Repeat("n", 33)), subnet.ErrName, ""},
		{"create: name is taken", rich, named("words"), subnet.ErrName, "subnet 1"},
		{"create: no task", rich, create(rich, func(m *subnetv1.MsgCreateSubnet) { m.Task = "" }), subnet.ErrText, "task"},
		{"create: too long a text", rich, create(rich, func(m *subnetv1.MsgCreateSubnet) { m.Description = strings.Repeat("x", 513) }), subnet.ErrText, "512"},
		{"create: dearer than stated", rich, create(rich, func(m *subnetv1.MsgCreateSubnet) { m.MaxCost = 100*tao - 1 }), subnet.ErrPrice, "costs 100000000000 rao now"},
		{"create: too poor", poor, create(poor, nil), subnet.ErrNotEnoughRao, ""},
		{"parameters from anybody", poor, &subnetv1.MsgUpdateParams{Authority: poor.String(), Params: subnet.DefaultParams()}, sdkerrors.ErrUnauthorized, "only"},
	})

	c.Do(rich, named("third"))
	created := c.Height()
	c.Refused([]testchain.Case{{"create: too soon", rich, named("fourth"), subnet.ErrTooSoon, "at block 8"}})
	if created+5 != 8 {
		t.Fatalf("the third subnet was created in block %d", created)
	}
	c.BlocksTo(7)
	c.Do(rich, named("fourth"))
	c.Refused([]testchain.Case{{"create: no room", rich, named("fifth"), subnet.ErrTooManySubnets, "all 4 are taken and immune, the next subnet can be created at block 50400, now is block 9"}})
}

func TestRefusals_Axon(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Subnet("slow", func(s *subnetv1.Subnet) { s.Hyperparams.ServingRateLimit = 30 })
		e.Staked(hot, cold, tao)
		e.Staked(fresh, other, 0)
		e.Neurons(1, hot)
		e.Neurons(2, hot)
		params(e, func(p *subnetv1.Params) { p.AllowPrivateEndpoints = false })
	})
	serve := func(by *testchain.Actor, netuid uint32, host string, port uint32, protocol string) *subnetv1.MsgServeAxon {
		return &subnetv1.MsgServeAxon{Hotkey: by.String(), Netuid: netuid, Host: host, Port: port, Protocol: protocol}
	}
	keyed := func(protocol string, size int) *subnetv1.MsgServeAxon {
		m := serve(hot, 1, "8.8.8.8", 443, protocol)
		m.TlsKey = bytes.Repeat([]byte{7}, size)
		return m
	}
	c.Do(hot, serve(hot, 2, "2606:4700::1111", 443, "http"))
	cases := []testchain.Case{
		{"not registered", fresh, serve(fresh, 1, "8.8.8.8", 80, "http"), subnet.ErrNotRegistered, fresh.String()},
		{"no account", rich, serve(rich, 1, "8.8.8.8", 80, "http"), subnet.ErrNotRegistered, ""},
		{"no such subnet", hot, serve(hot, 3, "8.8.8.8", 80, "http"), subnet.ErrUnknownSubnet, "netuid 3"},
		{"no port", hot, serve(hot, 1, "8.8.8.8", 0, "http"), subnet.ErrEndpoint, "from 1 to 65535"},
		{"too large a port", hot, serve(hot, 1, "8.8.8.8", 65536, "http"), subnet.ErrEndpoint, ""},
		{"unknown protocol", hot, serve(hot, 1, "8.8.8.8", 80, "ftp"), subnet.ErrEndpoint, "\"http\""},
		{"https without a key", hot, serve(hot, 1, "8.8.8.8", 443, "https"), subnet.ErrEndpoint, "TLS key of 0 bytes: with \"https\" it has 32"},
		{"https with half a key", hot, keyed("https", 16), subnet.ErrEndpoint, "TLS key of 16 bytes"},
		{"http with a key", hot, keyed("http", 32), subnet.ErrEndpoint, "with \"http\" it has 0"},
		{"a name", hot, serve(hot, 1, "example.org", 80, "http"), subnet.ErrEndpoint, "literal"},
		{"too soon", hot, serve(hot, 2, "8.8.8.8", 80, "http"), subnet.ErrTooSoon, "at block 32"},
	}
	for _, private := range []string{"127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fd00::1", "64:ff9b::7f00:1", "100.64.0.1"} {
		cases = append(cases, testchain.Case{"private " + private, hot, serve(hot, 1, private, 80, "http"), subnet.ErrEndpoint, "others cannot reach it"})
	}
	c.Refused(cases)
	c.BlocksTo(31)
	c.Do(hot, serve(hot, 2, "8.8.8.8", 80, "http"), keyed("https", 32))
	axon, err := c.App().Subnet.Axon(c.Context(), 1, 0)
	if err != nil || axon.Protocol != "https" || !bytes.Equal(axon.TlsKey, bytes.Repeat([]byte{7}, 32)) {
		t.Errorf("the axon is %v: %v", axon, err)
	}
	c.Import()
}

func validGenesis() *subnetv1.GenesisState {
	g := subnet.DefaultGenesis()
	s := subnet.NewSubnet(g.Params, 1, "words", "lm", 1)
	s.Neurons, s.Owner = 2, cold.String()
	g.Subnets = []subnetv1.GenesisSubnet{{Subnet: s, Neurons: []subnetv1.GenesisNeuron{
		{Neuron: subnetv1.Neuron{Uid: 0, Hotkey: hot.String()}, Axon: &subnetv1.Axon{Host: "8.8.8.8", Port: 80, Protocol: "http"}},
		{Neuron: subnetv1.Neuron{Uid: 1, Hotkey: fresh.String()}},
	}}}
	return g
}

func TestValidateGenesis(t *testing.T) {
	t.Parallel()
	if err := subnet.ValidateGenesis(validGenesis()); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*subnetv1.GenesisState){
		"1 subnets, the limit is 0":   func(g *subnetv1.GenesisState) { g.Params.SubnetLimit = 0 },
		"subnet_limit is 1025":        func(g *subnetv1.GenesisState) { g.Params.SubnetLimit = 1025 },
		"netuid 0":                    func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.Netuid = 0 },
		"netuid 65536":                func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.Netuid = 65536 },
		"netuids must rise":           func(g *subnetv1.GenesisState) { g.Subnets = append(g.Subnets, g.Subnets[0]) },
		"subnet 1: \"\"":              func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.Name = "" },
		"task":                        func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.Task = "L M" },
		"description":                 func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.Description = "\xff" },
		"subnet 1: owner \"me\"":      func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.Owner = "me" },
		"2 neurons listed, 3 stated":  func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.Neurons = 3 },
		"at most 1":                   func(g *subnetv1.GenesisState) { limit(&g.Subnets[0].Subnet.Hyperparams) },
		"neuron 1: uids must count":   func(g *subnetv1.GenesisState) { g.Subnets[0].Neurons[1].Neuron.Uid = 2 },
		"hotkeys must differ":         func(g *subnetv1.GenesisState) { g.Subnets[0].Neurons[1].Neuron.Hotkey = hot.String() },
		"neuron 1: hotkey \"nobody\"": func(g *subnetv1.GenesisState) { g.Subnets[0].Neurons[1].Neuron.Hotkey = "nobody" },
		"neuron 0: axon: port 0":      func(g *subnetv1.GenesisState) { g.Subnets[0].Neurons[0].Axon.Port = 0 },
		"axon: TLS key of 0 bytes":    func(g *subnetv1.GenesisState) { g.Subnets[0].Neurons[0].Axon.Protocol = "https" },
		"offered_to \"you\"":          func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.OfferedTo = "you" },
		"subnet_immunity is":          func(g *subnetv1.GenesisState) { g.Params.SubnetImmunity = 1 << 40 },
		"defaults: immunity_period is 360, it must be more than 1080": func(g *subnetv1.GenesisState) { g.Params.Defaults.ImmunityPeriod = 360 },
		"subnet 1: immunity_period is":                                func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.Hyperparams.RevealPeriod = 20 },
		"defaults: tempo is 0":                                        func(g *subnetv1.GenesisState) { g.Params.Defaults.Tempo = 0 },
		"subnet 1: yuma: version \"\"":                                func(g *subnetv1.GenesisState) { g.Subnets[0].Subnet.Hyperparams.Yuma = "" },
		"min_lock_cost is":                                            func(g *subnetv1.GenesisState) { g.Params.MinLockCost = 1 << 60 },
		"lock_reduction_interval is 0":                                func(g *subnetv1.GenesisState) { g.Params.LockReductionInterval = 0 },
		"creation_interval is":                                        func(g *subnetv1.GenesisState) { g.Params.CreationInterval = 1 << 40 },
		"work_window is 0":                                            func(g *subnetv1.GenesisState) { g.Params.WorkWindow = 0 },
		"work_window is 257":                                          func(g *subnetv1.GenesisState) { g.Params.WorkWindow = 257 },
	} {
		g := validGenesis()
		change(g)
		if err := subnet.ValidateGenesis(g); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// limit leaves one slot, and lowers what cannot be more than that.
func limit(h *subnetv1.Hyperparams) {
	h.MaxUids, h.MaxValidators, h.MinAllowedWeights, h.MaxRegistrationsPerBlock = 1, 1, 1, 1
}

func TestValidateHyperparams(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*subnetv1.Hyperparams){
		"version \"yuma9\"":                   func(h *subnetv1.Hyperparams) { h.Yuma = "yuma9" },
		"tempo is 10000001":                   func(h *subnetv1.Hyperparams) { h.Tempo = 10_000_001 },
		"kappa is 65536":                      func(h *subnetv1.Hyperparams) { h.Kappa = 65536 },
		"rho is 65536":                        func(h *subnetv1.Hyperparams) { h.Rho = 65536 },
		"bonds_moving_average is 1000001":     func(h *subnetv1.Hyperparams) { h.BondsMovingAverage = 1_000_001 },
		"max_uids is 0":                       func(h *subnetv1.Hyperparams) { h.MaxUids = 0 },
		"max_uids is 4097":                    func(h *subnetv1.Hyperparams) { h.MaxUids = 4097 },
		"max_validators is 257":               func(h *subnetv1.Hyperparams) { h.MaxValidators = 257 },
		"max_validators is 0":                 func(h *subnetv1.Hyperparams) { h.MaxValidators = 0 },
		"min_allowed_weights is 257":          func(h *subnetv1.Hyperparams) { h.MinAllowedWeights = 257 },
		"max_weight_limit is 0":               func(h *subnetv1.Hyperparams) { h.MaxWeightLimit = 0 },
		"immunity_period is":                  func(h *subnetv1.Hyperparams) { h.ImmunityPeriod = ^uint64(0) },
		"activity_cutoff is 0":                func(h *subnetv1.Hyperparams) { h.ActivityCutoff = 0 },
		"weights_rate_limit is":               func(h *subnetv1.Hyperparams) { h.WeightsRateLimit = ^uint64(0) },
		"serving_rate_limit is":               func(h *subnetv1.Hyperparams) { h.ServingRateLimit = ^uint64(0) },
		"reveal_period is 0":                  func(h *subnetv1.Hyperparams) { h.RevealPeriod = 0 },
		"reveal_period is 101":                func(h *subnetv1.Hyperparams) { h.RevealPeriod = 101 },
		"max_registrations_per_block is 0":    func(h *subnetv1.Hyperparams) { h.MaxRegistrationsPerBlock = 0 },
		"registration_half_life is 0":         func(h *subnetv1.Hyperparams) { h.RegistrationHalfLife = 0 },
		"registration_increase is 999999":     func(h *subnetv1.Hyperparams) { h.RegistrationIncrease = 999_999 },
		"max_burn is":                         func(h *subnetv1.Hyperparams) { h.MaxBurn = 1 << 60 },
		"min_burn is":                         func(h *subnetv1.Hyperparams) { h.MinBurn = h.MaxBurn + 1 },
		"min_difficulty is 0":                 func(h *subnetv1.Hyperparams) { h.MinDifficulty = 0 },
		"alpha_low is 0":                      func(h *subnetv1.Hyperparams) { h.AlphaLow = 0 },
		"alpha_low is 58983":                  func(h *subnetv1.Hyperparams) { h.AlphaLow = h.AlphaHigh + 1 },
		"alpha_high is 65536":                 func(h *subnetv1.Hyperparams) { h.AlphaHigh = 65536 },
		"must be from 1 to 5":                 func(h *subnetv1.Hyperparams) { h.MaxDifficulty = 5 },
		"must be more than 15000 (3 × tempo)": func(h *subnetv1.Hyperparams) { h.Tempo = 5000 },
		"must be more than 36000":             func(h *subnetv1.Hyperparams) { h.RevealPeriod = 100 },
	} {
		h := subnet.DefaultHyperparams()
		change(&h)
		if err := subnet.ValidateHyperparams(h); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestGenesis_WithoutStake: a neuron whose hotkey x/stake does not know could never be paid; the chain does not start.
func TestGenesis_WithoutStake(t *testing.T) {
	t.Parallel()
	err := testchain.TryGenesis(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Neurons(1, hot)
	})
	if err == nil || !strings.Contains(err.Error(), stake.ErrUnknownHotkey.Error()) {
		t.Errorf("got %v", err)
	}
	err = testchain.TryGenesis(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { s.Lock = 5 })
	})
	if err == nil || !strings.Contains(err.Error(), "5 rao are locked") {
		t.Errorf("a lock without rao: %v", err)
	}
	err = testchain.TryGenesis(t, func(e *testchain.Editor) {
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) {
			*g = *stake.DefaultGenesis()
			g.Hotkeys = []stakev1.Hotkey{{Address: hot.String(), Owner: hot.String()}}
		})
	})
	if err == nil || !strings.Contains(err.Error(), "hotkey "+hot.String()) {
		t.Errorf("a hotkey that owns itself: %v", err)
	}
}
