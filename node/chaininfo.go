package node

import (
	"encoding/json"
	"fmt"

	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/emission"
)

// ChainInfo is how wallets such as Keplr are told of a chain (experimentalSuggestChain), as JSON.
type ChainInfo struct {
	ChainID       string        `json:"chainId"`
	ChainName     string        `json:"chainName"`
	RPC           string        `json:"rpc"`
	REST          string        `json:"rest"`
	BIP44         BIP44         `json:"bip44"`
	Bech32        Bech32        `json:"bech32Config"`
	StakeCurrency Currency      `json:"stakeCurrency"`
	Currencies    []Currency    `json:"currencies"`
	FeeCurrencies []FeeCurrency `json:"feeCurrencies"`
	Features      []string      `json:"features"`
}

// BIP44 says where keys are derived.
type BIP44 struct {
	CoinType uint32 `json:"coinType"`
}

// Bech32 are the prefixes of addresses.
type Bech32 struct {
	AccAddr  string `json:"bech32PrefixAccAddr"`
	AccPub   string `json:"bech32PrefixAccPub"`
	ValAddr  string `json:"bech32PrefixValAddr"`
	ValPub   string `json:"bech32PrefixValPub"`
	ConsAddr string `json:"bech32PrefixConsAddr"`
	ConsPub  string `json:"bech32PrefixConsPub"`
}

// Currency is a coin.
type Currency struct {
	Denom    string `json:"coinDenom"`
	Base     string `json:"coinMinimalDenom"`
	Decimals uint8  `json:"coinDecimals"`
}

// FeeCurrency is a coin that pays for gas, and the price of one unit of it in its smallest unit.
type FeeCurrency struct {
	Currency
	GasPrice GasPrice `json:"gasPriceStep"`
}

// GasPrice are the prices that a wallet offers. The chain has one price, so that they are the same.
type GasPrice struct {
	Low     json.Number `json:"low"`
	Average json.Number `json:"average"`
	High    json.Number `json:"high"`
}

// taoDecimals is how many digits a TAO has after the point.
const taoDecimals = 9

// ChainInfo returns what wallets want to know of the chain of a node's genesis; rpc and rest are where it can be reached.
func (h Home) ChainInfo(rpc, rest string) (ChainInfo, error) {
	doc, err := genutiltypes.AppGenesisFromFile(h.path("config", "genesis.json"))
	if err != nil {
		return ChainInfo{}, fmt.Errorf("node %s: %w", h, err)
	}
	price, err := genesisGasPrice(doc.AppState)
	if err != nil {
		return ChainInfo{}, fmt.Errorf("node %s: %w", h, err)
	}
	coin := Currency{Denom: tianwang.DisplayDenom, Base: tianwang.Denom, Decimals: taoDecimals}
	const prefix = tianwang.AddressPrefix
	return ChainInfo{
		ChainID: doc.ChainID, ChainName: "Tianwang " + doc.ChainID, RPC: rpc, REST: rest,
		BIP44: BIP44{tianwang.CoinType},
		Bech32: Bech32{
			AccAddr: prefix, AccPub: prefix + "pub", ValAddr: prefix + "valoper", ValPub: prefix + "valoperpub",
			ConsAddr: prefix + "valcons", ConsPub: prefix + "valconspub",
		},
		StakeCurrency: coin, Currencies: []Currency{coin},
		FeeCurrencies: []FeeCurrency{{coin, GasPrice{price, price, price}}},
		Features:      []string{},
	}, nil
}

// genesisGasPrice is the price of gas in rao, as a decimal fraction. It is a parameter, but no other is known before a
// node is asked.
func genesisGasPrice(state json.RawMessage) (json.Number, error) {
	a := app.New(log.NewNopLogger(), dbm.NewMemDB(), app.Options{})
	defer a.Close()
	var g app.Genesis
	if err := json.Unmarshal(state, &g); err != nil {
		return "", fmt.Errorf("genesis: %w", err)
	}
	var s emissionv1.GenesisState
	if err := a.Encoding.Codec.UnmarshalJSON(g[emission.ModuleName], &s); err != nil {
		return "", fmt.Errorf("genesis of %s: %w", emission.ModuleName, err)
	}
	price := s.Params.GasPrice
	return json.Number(fmt.Sprintf("%d.%06d", price/tokenomics.Million, price%tokenomics.Million)), nil
}
