package epoch_test

import (
	"reflect"
	"strings"
	"testing"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// TestMetagraph_Fields asks for every field alone, by the names in the definitions: each must come as it does with all
// others, and nothing else.
func TestMetagraph_Fields(t *testing.T) {
	t.Parallel()
	hot, cold := testchain.Actors("hot", 2), testchain.NewActor("cold")
	c := testchain.NewSolo(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { s.Owner = cold.String() })
		for _, h := range hot {
			e.Staked(h, cold, 5*tao)
		}
		e.Neurons(1, hot...)
	})
	c.Do(hot[1], &subnetv1.MsgServeAxon{Hotkey: hot[1].String(), Netuid: 1, Host: "8.8.8.8", Port: 80, Protocol: "http"})
	c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
	c.Do(hot[0], testchain.SetWeights(hot[0], 1, []uint32{1}, []uint32{1}))
	c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
	c.Block()
	ask := func(fields ...string) *epochv1.QueryMetagraphResponse {
		t.Helper()
		m, err := epochv1.NewQueryClient(c.Query()).Metagraph(c.Context(), &epochv1.QueryMetagraphRequest{Netuid: 1, Fields: fields})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	all := ask()
	if len(all.Neurons) != 2 || all.Weights != nil || all.Bonds != nil {
		t.Fatalf("without fields: %v", all)
	}
	for _, name := range namesOf(epochv1.QueryMetagraphResponse{}, "height", "neurons") {
		got, want := ask(name), &epochv1.QueryMetagraphResponse{Height: all.Height}
		switch name {
		case "weights":
			if len(got.Weights) != 1 || got.Weights[0].Uid != 0 || got.Weights[0].Weights[0] != 65535 {
				t.Errorf("weights are %v", got.Weights)
			}
			want.Weights = got.Weights
		case "bonds":
			if len(got.Bonds) != 1 || got.Bonds[0].Uids[0] != 1 {
				t.Errorf("bonds are %v", got.Bonds)
			}
			want.Bonds = got.Bonds
		default:
			copyField(want, all, name)
		}
		if got.String() != want.String() {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	for _, name := range namesOf(epochv1.NeuronState{}, "uid") {
		got, want := ask(name), &epochv1.QueryMetagraphResponse{Height: all.Height}
		for i := range all.Neurons {
			n := epochv1.NeuronState{Uid: all.Neurons[i].Uid}
			copyField(&n, &all.Neurons[i], name)
			want.Neurons = append(want.Neurons, n)
		}
		if got.String() != want.String() {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	_, err := epochv1.NewQueryClient(c.Query()).Metagraph(c.Context(), &epochv1.QueryMetagraphRequest{Netuid: 1, Fields: []string{"stake", "speed"}})
	if err == nil || !strings.Contains(err.Error(), "InvalidArgument") || !strings.Contains(err.Error(), "hotkey, coldkey") {
		t.Errorf("an unknown field: %v", err)
	}
}

// namesOf returns the names of the fields of a message in its definition, without some.
func namesOf(message any, without ...string) (names []string) {
	typ := reflect.TypeOf(message)
	for field := range typ.Fields() {
		for part := range strings.SplitSeq(field.Tag.Get("protobuf"), ",") {
			name, found := strings.CutPrefix(part, "name=")
			if found && !strings.Contains(strings.Join(without, " "), name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// copyField copies the field with a name in the definitions.
func copyField(to, from any, name string) {
	a, b := reflect.ValueOf(to).Elem(), reflect.ValueOf(from).Elem()
	for i := range a.NumField() {
		if strings.Contains(a.Type().Field(i).Tag.Get("protobuf"), "name="+name+",") {
			a.Field(i).Set(b.Field(i))
		}
	}
}
