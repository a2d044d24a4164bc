package explorer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cosmos/gogoproto/proto"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
)

// module is one with parameters, and how they are asked for.
type module struct {
	name, service string
	ask, answer   proto.Message
}

func modules() []module {
	return []module{
		{"emission", "tianwang.emission.v1", &emissionv1.QueryParamsRequest{}, &emissionv1.QueryParamsResponse{}},
		{"subnet", "tianwang.subnet.v1", &subnetv1.QueryParamsRequest{}, &subnetv1.QueryParamsResponse{}},
		{"stake", "tianwang.stake.v1", &stakev1.QueryParamsRequest{}, &stakev1.QueryParamsResponse{}},
		{"epoch", "tianwang.epoch.v1", &epochv1.QueryParamsRequest{}, &epochv1.QueryParamsResponse{}},
		{"root", "tianwang.root.v1", &rootv1.QueryParamsRequest{}, &rootv1.QueryParamsResponse{}},
		{"producer", "tianwang.producer.v1", &producerv1.QueryParamsRequest{}, &producerv1.QueryParamsResponse{}},
		{"escrow", "tianwang.escrow.v1", &escrowv1.QueryParamsRequest{}, &escrowv1.QueryParamsResponse{}},
		{"gov", "cosmos.gov.v1", &govv1.QueryParamsRequest{}, &govv1.QueryParamsResponse{}},
		{"auth", "cosmos.auth.v1beta1", &authtypes.QueryParamsRequest{}, &authtypes.QueryParamsResponse{}},
		{"bank", "cosmos.bank.v1beta1", &banktypes.QueryParamsRequest{}, &banktypes.QueryParamsResponse{}},
	}
}

// moduleParams reads the parameters of every module that has some.
func (a *API) moduleParams(q *query) (List[ModuleParams], error) {
	out := List[ModuleParams]{Data: []ModuleParams{}}
	for _, m := range modules() {
		if err := a.client.Invoke(q.r.Context(), "/"+m.service+".Query/Params", m.ask, m.answer); err != nil {
			return out, err
		}
		b, err := a.client.JSON(m.answer)
		if err != nil {
			return out, fmt.Errorf("parameters of %s: %w", m.name, err)
		}
		var answer struct {
			Params json.RawMessage `json:"params"`
		}
		if err := json.Unmarshal(b, &answer); err != nil {
			return out, fmt.Errorf("parameters of %s: %w", m.name, err)
		}
		all, err := flat("", answer.Params)
		if err != nil {
			return out, fmt.Errorf("parameters of %s: %w", m.name, err)
		}
		out.Data = append(out.Data, ModuleParams{m.name, all})
	}
	return out, nil
}

// settings lists the fields of a message in the order in which it declares them.
func (a *API) settings(m proto.Message) ([]Setting, error) {
	b, err := a.client.JSON(m)
	if err != nil {
		return nil, err
	}
	return flat("", b)
}

// flat lists the fields of an object of JSON in their order; those of an object inside have its name before theirs. Texts
// lose their quotation marks, everything else stays as it is written.
func flat(before string, object []byte) ([]Setting, error) {
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.Join(err, fmt.Errorf("%.40q is no object", object))
	}
	out := []Setting{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		full := fmt.Sprintf("%s%v", before, name)
		if value[0] == '{' {
			inner, err := flat(full+".", value)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
			continue
		}
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		out = append(out, Setting{full, text})
	}
	return out, nil
}
