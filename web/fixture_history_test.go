//go:build e2e

package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/explorer"
)

// The things that the fixture's index knows.
const (
	failedHash = "F00DF00DF00DF00DF00DF00DF00DF00DF00DF00DF00DF00DF00DF00DF00DF00D"
	paidHash   = "CAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFECAFE"
)

func at(height uint64) string {
	return started.Add(time.Duration(height) * 1100 * time.Millisecond).Format("2006-01-02T15:04:05.000Z")
}

// history routes what the explorer's index answers.
func (f *fixture) history(mux *http.ServeMux) {
	routes := map[string]func(*http.Request) any{
		"blocks/{block}":            f.block,
		"txs":                       f.txs,
		"txs/{hash}":                f.tx,
		"transfers":                 f.transfers,
		"moves":                     f.moves,
		"accounts":                  f.accounts,
		"accounts/{address}":        f.account,
		"accounts/{address}/points": f.points,
		"hotkeys/{address}/points":  f.points,
		"hotkeys/{address}/rewards": f.rewards,
		"hotkeys/{address}/nominators": func(*http.Request) any {
			return listOf([]explorer.Nominator{{Coldkey: address(1001), Rao: 1_000 * tao}, {Coldkey: address(1), Rao: 1_100_123_456_789}})
		},
		"validators":              func(*http.Request) any { return listOf(f.validators()) },
		"validators/{address}":    f.validator,
		"stats":                   f.stats,
		"search":                  f.search,
		"slots":                   f.slots,
		"subnets/{netuid}/epochs": f.epochs,
		"tokenomics":              f.tokenomics,
	}
	maps.Copy(routes, f.more())
	for pattern, get := range routes {
		mux.HandleFunc("GET /api/v1/"+pattern, func(w http.ResponseWriter, r *http.Request) {
			f.mu.Lock()
			v := get(r)
			f.mu.Unlock()
			if v == nil {
				problem(w, http.StatusNotFound, "unknown_"+strings.TrimSuffix(strings.Split(pattern, "/")[0], "s"), "not in the index")
				return
			}
			f.json(func() any { return v })(w, r)
		})
	}
}

func listOf[T any](all []T) explorer.List[T] { return explorer.List[T]{Data: all} }

func (f *fixture) block(r *http.Request) any {
	for _, b := range f.blocks().(explorer.List[explorer.Block]).Data {
		if strconv.FormatUint(b.Height, 10) == r.PathValue("block") || b.Hash == r.PathValue("block") {
			b.Parent, b.State, b.Minted = fmt.Sprintf("%064X", b.Height), fmt.Sprintf("%064X", b.Height+1), tao
			return b
		}
	}
	return nil
}

func (f *fixture) allTxs() []explorer.Tx {
	paid := explorer.Tx{
		Hash: paidHash, Height: 41_230, Time: at(41_230), Signer: address(1), Kinds: "MsgSend MsgSend", OK: true, Fee: 12_000, GasWanted: 200_000, GasUsed: 81_234,
	}
	failed := paid
	failed.Hash, failed.Kinds, failed.OK, failed.Code, failed.Codespace = failedHash, "MsgAddStake", false, 5, "sdk"
	failed.Reason = evil("spendable balance 7rao is smaller than 1000000000rao")
	all := []explorer.Tx{failed, paid}
	for _, x := range f.extra {
		all = append([]explorer.Tx{x.Tx}, all...)
	}
	return all
}

func (f *fixture) txs(r *http.Request) any {
	out := []explorer.Tx{}
	for _, x := range f.allTxs() {
		kinds := strings.Split(r.URL.Query().Get("kind"), ",")
		of := func(kind string) bool { return strings.Contains(x.Kinds, kind) }
		if (r.URL.Query().Get("failed") != "true" || !x.OK) && slices.ContainsFunc(kinds, of) {
			out = append(out, x)
		}
	}
	return listOf(out)
}

func (f *fixture) tx(r *http.Request) any {
	for _, x := range f.extra {
		if x.Hash == r.PathValue("hash") {
			return x
		}
	}
	for _, x := range f.allTxs() {
		if x.Hash != r.PathValue("hash") {
			continue
		}
		body := fmt.Sprintf(`{"body":{"messages":[{"@type":"/tianwang.stake.v1.MsgAddStake","coldkey":%q,"hotkey":%q,"amount":"1500000000"}],"memo":%q}}`,
			address(1), address(100), "memo"+`<img src=x onerror=window.pwned=1>`)
		if x.OK {
			body = fmt.Sprintf(`{"body":{"messages":[{"@type":"/cosmos.bank.v1beta1.MsgSend","from_address":%q,"to_address":%q,"amount":[{"denom":"rao","amount":"2500000000"}]}]}}`,
				address(1), address(2))
		}
		return explorer.WholeTx{Tx: x, Body: json.RawMessage(body), Events: json.RawMessage(`[{"kind":"tx","attributes":[["fee","12000rao"],["fee_payer","somebody"]]}]`)}
	}
	return nil
}

// transfers has two pages.
func (f *fixture) transfers(r *http.Request) any {
	f.query = r.URL.Query()
	out := explorer.List[explorer.Transfer]{Data: []explorer.Transfer{}, Next: "41000-0"}
	height := uint64(41_230)
	if r.URL.Query().Get("cursor") != "" {
		height, out.Next = 41_000, ""
	}
	for i := range uint64(3) {
		x := explorer.Transfer{Height: height - i, Time: at(height - i), Tx: paidHash, From: address(1), To: address(2 + i), Rao: explorer.Rao((1 + i*20) * tao)}
		if least := r.URL.Query().Get("min_rao"); least == "" || len(strconv.FormatUint(uint64(x.Rao), 10)) >= len(least) {
			out.Data = append(out.Data, x)
		}
	}
	return out
}

func (f *fixture) moves(*http.Request) any {
	return listOf([]explorer.Move{
		{Height: 41_100, Time: at(41_100), Tx: paidHash, Kind: "move", Coldkey: address(1), Hotkey: address(100), Other: address(101), Rao: 2 * tao},
		{Height: 41_000, Time: at(41_000), Tx: paidHash, Kind: "add", Coldkey: address(1), Hotkey: address(100), Rao: 30 * tao},
	})
}

func (f *fixture) accounts(*http.Request) any {
	out := []explorer.Account{}
	for i := range uint64(5) {
		out = append(out, explorer.Account{Address: address(i + 1), Balance: explorer.Rao(supplyT >> (i + 1)), First: i + 1, Last: 41_200})
	}
	return listOf(out)
}

func (f *fixture) account(r *http.Request) any {
	return explorer.WholeAccount{
		Account: explorer.Account{Address: r.PathValue("address"), Balance: 12_500_000_001, First: 3, Last: 41_200}, Rank: 4,
		Staked: 30 * tao, Unbonding: 7_500_000_000, Total: 50_000_000_001,
		Positions: []explorer.Position{{Hotkey: address(100), Rao: 28 * tao}, {Hotkey: address(101), Rao: 2 * tao}},
		Hotkeys:   []explorer.OwnedHotkey{{Hotkey: address(103), Stake: 5 * tao}},
	}
}

func (f *fixture) points(*http.Request) any {
	return listOf([]explorer.Point{{Height: 3, Rao: 100 * tao}, {Height: 20_000, Rao: 60 * tao}, {Height: 41_200, Rao: 12_500_000_001}})
}

func (f *fixture) rewards(*http.Request) any {
	return listOf([]explorer.Reward{{Height: 41_200, Owner: tao, Pool: 5 * tao, Stake: 3_000 * tao}, {Height: 41_140, Owner: tao, Pool: 4 * tao, Stake: 2_995 * tao}})
}

func (f *fixture) validators() []explorer.Validator {
	yearly := 0.2214
	out := []explorer.Validator{}
	for i, take := range []float64{0.18, 0.05, 0.09} {
		v := explorer.Validator{
			Hotkey: address(100 + uint64(i)), Label: fmt.Sprintf("validator-%d", i+1), Owner: address(1000 + uint64(i)),
			Stake: explorer.Rao(3_000_123_456_789 - 900_000_000_000*uint64(i)), OwnStake: 1_000 * tao, Share: []float64{0.4762, 0.3333, 0.1905}[i], Take: take,
			Nominators: uint64(i), Seats: []explorer.Seat{{Netuid: 1, UID: uint32(i), Permit: true, Dividends: 7 * tao}},
			Return: 0.0038, Window: 41_237, APR: []float64{0.1, 0.365, 0.2}[i], APY: &yearly,
		}
		if i == 2 {
			v.APY = nil
		} else {
			v.Uptime = &[]float64{1, 0.985}[i]
		}
		out = append(out, v)
	}
	return out
}

func (f *fixture) validator(r *http.Request) any {
	for _, v := range f.validators() {
		if v.Hotkey == r.PathValue("address") {
			return v
		}
	}
	return nil
}

func (f *fixture) stats(*http.Request) any {
	return explorer.Stats{Height: f.height - f.lag, Lag: f.lag, Supply: supplyT, Staked: supplyT / 2, Free: supplyT / 2, Blocks: f.height, BlockTime: 1.1, Accounts: 512, Holders: 500, Txs: 12_345, Failed: 7}
}

func (f *fixture) search(r *http.Request) any {
	out := []explorer.Found{}
	switch q := r.URL.Query().Get("q"); q {
	case "41230":
		out = append(out, explorer.Found{Kind: "block", ID: q})
	case "1":
		out = append(out, explorer.Found{Kind: "block", ID: q}, explorer.Found{Kind: "subnet", ID: q, Label: f.subnets[0].Name})
	case paidHash, failedHash:
		out = append(out, explorer.Found{Kind: "tx", ID: q})
	case address(1):
		out = append(out, explorer.Found{Kind: "account", ID: q})
	case "ann":
		out = append(out, explorer.Found{Kind: "hotkey", ID: address(1), Label: "Ann"}, explorer.Found{Kind: "hotkey", ID: address(2), Label: "Joanna"})
	}
	return listOf(out)
}

func (f *fixture) slots(*http.Request) any {
	return listOf([]explorer.Slot{
		{Height: 41_010, Time: at(41_010), Netuid: 1, UID: 7, Hotkey: address(107), Price: 104_000_000, Replaced: address(90)},
		{Height: 3, Netuid: 1, UID: 3, Hotkey: address(103)},
	})
}

func (f *fixture) epochs(*http.Request) any {
	return listOf([]explorer.Epoch{{Height: 41_200, Epoch: 687, Paid: 29_512_345_678, OwnerCut: 5_300_000_000}, {Height: 41_140, Epoch: 686, Paid: 29 * tao, OwnerCut: 5 * tao}})
}

func (f *fixture) tokenomics(*http.Request) any {
	out := explorer.Tokenomics{Supply: f.supply().(explorer.Supply), Staked: supplyT / 2, Eras: []explorer.Era{}}
	from, height := uint64(0), uint64(0)
	for e := range uint32(6) {
		era := explorer.Era{Era: e, BlockReward: tao >> e, FromSupply: explorer.Rao(from), FromHeight: height}
		if e > 0 {
			era.FromTime = at(height)
		}
		out.Eras = append(out.Eras, era)
		from += 10_500_000 * tao >> e
		height += 10_500_000
	}
	return out
}
