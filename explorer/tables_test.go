package explorer_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// table reads a table, without its head.
func (x *site) table(path, head string) [][]string {
	x.t.Helper()
	res, b := x.fetch(path)
	first, rest, _ := strings.Cut(string(b), "\r\n")
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/csv; charset=utf-8" || first != head {
		x.t.Fatalf("%s: %d %v %q", path, res.StatusCode, res.Header, first)
	}
	rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil {
		x.t.Fatalf("%s: %v", path, err)
	}
	return rows
}

// tables holds each table against the list that has the same, over the same days, heights and addresses.
func (x *site) tables(height uint64) {
	x.t.Helper()
	_, _, body := x.get(fmt.Sprintf("/api/v1/blocks/%d", height))
	day := body.(object)["time"].(string)[:10]
	found := 0
	for _, query := range []string{
		"", "from_time=" + day, "till_time=" + day, "from_time=" + day + "&till_time=" + day, "till_time=2020-01-01",
		fmt.Sprintf("till_height=%d", height), fmt.Sprintf("from_height=%d", height+1),
	} {
		for list, head := range map[string]string{
			"transfers?address=" + friend.Address(): "height,time,tx,from,to,amount_rao,amount_tao",
			"moves?coldkey=" + cold.Address():       "height,time,tx,kind,coldkey,hotkey,other,amount_rao,amount_tao",
		} {
			path, who, _ := strings.Cut(list, "?")
			till := fmt.Sprintf("&till_height=%d", height+100)
			if strings.Contains(query, "till_height") {
				till = ""
			}
			entries := x.list("/api/v1/"+list+"&"+query+till, func() {})
			rows := x.table("/api/v1/"+path+".csv?"+who+"&"+query+till, head)
			if len(rows) != len(entries) {
				x.t.Errorf("%s, %q: %d rows, the list has %d", list, query, len(rows), len(entries))
				continue
			}
			found += len(rows)
			for i, row := range rows {
				x.sameEntry(strings.Split(head, ","), row, entries[i])
			}
		}
	}
	if found == 0 {
		x.t.Error("no table has a row")
	}
	for _, wrong := range []string{"transfers.csv?address=x", "transfers.csv?from_time=yesterday", "moves.csv?coldkey=x"} {
		if status, header, body := x.get("/api/v1/" + wrong); status != http.StatusBadRequest || header.Get("Content-Type") != "application/json" {
			x.t.Errorf("%s: %d %v", wrong, status, body)
		}
	}
}

// sameEntry compares a row with an entry of a list. Amounts are whole numbers of rao, and beside them the same in TAO.
func (x *site) sameEntry(head, row []string, entry object) {
	x.t.Helper()
	for i, name := range head {
		if name == "amount_tao" {
			rao, err := tokenomics.ParseTAO(row[i])
			if err != nil || strconv.FormatUint(rao, 10) != row[i-1] {
				x.t.Errorf("%s TAO beside %s rao: %v", row[i], row[i-1], err)
			}
			continue
		}
		want := ""
		switch v := entry[name].(type) {
		case string:
			want = v
		case float64:
			want = strconv.FormatFloat(v, 'f', -1, 64)
		}
		if row[i] != want {
			x.t.Errorf("%s is %q in the table and %q in the list", name, row[i], want)
		}
	}
}

// totals adds up what an account has, and wants its stake moves in the order of their heights.
func (x *site) totals() {
	x.t.Helper()
	rao := func(o object, name string) uint64 {
		n, err := strconv.ParseUint(o[name].(string), 10, 64)
		if err != nil {
			x.t.Errorf("%s: %v", name, err)
		}
		return n
	}
	_, _, body := x.get("/api/v1/accounts/" + cold.Address())
	a := body.(object)
	staked := uint64(0)
	for _, p := range a["positions"].([]any) {
		staked += rao(p.(object), "amount_rao")
	}
	if rao(a, "total_rao") != rao(a, "balance_rao")+rao(a, "staked_rao")+rao(a, "unbonding_rao") || rao(a, "staked_rao") != staked || staked == 0 {
		x.t.Errorf("the account does not add up: %v", a)
	}
	x.rewardsAddUp(rao)
	kinds, last := []any{}, math.Inf(1)
	for _, m := range x.list("/api/v1/moves?coldkey="+cold.Address(), func() {}) {
		if m["height"].(float64) > last {
			x.t.Errorf("%v after block %v", m, last)
		}
		kinds, last = append(kinds, m["kind"]), m["height"].(float64)
	}
	if d := cmp.Diff([]any{"add", "remove"}, kinds[:min(2, len(kinds))]); d != "" {
		x.t.Errorf("the latest moves: %v", kinds)
	}
}

// rewardsAddUp holds the page of a validator against the lists of its nominators and rewards, all read between two rewards,
// since the chain goes on meanwhile.
func (x *site) rewardsAddUp(rao func(object, string) uint64) {
	x.t.Helper()
	page := func() (stake uint64, yield float64) {
		_, _, body := x.get("/api/v1/validators/" + hot.Address())
		return rao(body.(object), "stake_rao"), body.(object)["return"].(float64)
	}
	var stake, sum, nominators uint64
	var yield, earned float64
	x.until("a validator that earned nothing while it was read", func() bool {
		stake, yield = page()
		sum, nominators, earned = 0, 0, 0
		for _, n := range x.list("/api/v1/hotkeys/"+hot.Address()+"/nominators?limit=1", func() {}) {
			sum, nominators = sum+rao(n, "amount_rao"), nominators+1
		}
		for _, r := range x.list("/api/v1/hotkeys/"+hot.Address()+"/rewards", func() {}) {
			if stake := rao(r, "stake_rao"); stake > 0 {
				earned += float64(rao(r, "pool_rao")) / float64(stake)
			}
		}
		again, same := page()
		return stake == again && yield == same
	})
	if sum == 0 || sum > stake || stake-sum > nominators {
		x.t.Errorf("%d nominators have %d of the %d rao on the hotkey", nominators, sum, stake)
	}
	if yield <= 0 || math.Abs(yield-earned) > 0.02*earned {
		x.t.Errorf("the return is %v, the rewards add up to %v", yield, earned)
	}
}

// saysWhatTheNodeSays compares subnets, their neurons and validators of the API with the node's own answers at a height.
func (x *site) saysWhatTheNodeSays() {
	x.t.Helper()
	var subnet, validators any
	var height, seen uint64
	x.until("an answer from one height", func() bool {
		seen = x.view.Metagraph(1).Height
		_, _, subnet = x.get("/api/v1/subnets/1")
		return x.view.Metagraph(1).Height == seen
	})
	x.until("another", func() bool {
		height = x.height()
		_, _, validators = x.get("/api/v1/validators")
		return x.height() == height
	})
	at := client.AtHeight(x.t.Context(), seen)
	g, err := epochv1.NewQueryClient(x.client).Metagraph(at, &epochv1.QueryMetagraphRequest{Netuid: 1})
	if err != nil {
		x.t.Fatal(err)
	}
	want, got := []string{}, []string{}
	for _, n := range g.Neurons {
		want = append(want, fmt.Sprintln(n.Uid, n.Hotkey, n.Coldkey, n.Stake, n.Permit, n.ServerEmission+n.ValidatorEmission, n.RegisteredAt, n.UpdatedAt, n.ImmuneUntil))
	}
	for _, v := range subnet.(object)["neurons"].([]any) {
		n := v.(object)
		got = append(got, fmt.Sprintln(n["uid"], n["hotkey"], n["coldkey"], n["stake_rao"], n["permit"], n["emission_rao"], n["registered_at"], n["updated_at"], n["immune_until"]))
	}
	d, err := stakev1.NewQueryClient(x.client).Delegates(client.AtHeight(x.t.Context(), height), &stakev1.QueryDelegatesRequest{})
	if err != nil {
		x.t.Fatal(err)
	}
	for _, v := range d.Delegates {
		want = append(want, fmt.Sprintln(v.Hotkey, v.Owner, v.Stake, v.OwnStake, v.Nominators, len(v.Seats)))
	}
	for _, v := range validators.(object)["data"].([]any) {
		n := v.(object)
		got = append(got, fmt.Sprintln(n["hotkey"], n["owner"], n["stake_rao"], n["own_stake_rao"], n["nominators"], len(n["seats"].([]any))))
	}
	_, _, stats := x.get("/api/v1/stats")
	d, err = stakev1.NewQueryClient(x.client).Delegates(
		client.AtHeight(x.t.Context(), uint64(stats.(object)["height"].(float64))), &stakev1.QueryDelegatesRequest{})
	if err != nil {
		x.t.Fatal(err)
	}
	staked := uint64(0)
	for _, v := range d.Delegates {
		staked += v.Stake
	}
	want, got = append(want, strconv.FormatUint(staked, 10)), append(got, stats.(object)["staked_rao"].(string))
	if diff := cmp.Diff(want, got); diff != "" || len(g.Neurons) == 0 || len(d.Delegates) == 0 {
		x.t.Errorf("at heights %d and %d (node, API):\n%s", seen, height, diff)
	}
}

// height is that of the latest block.
func (x *site) height() uint64 {
	x.t.Helper()
	_, _, body := x.get("/api/v1/supply")
	return uint64(body.(object)["height"].(float64))
}

// TestAPI_TenThousand reads ten thousand transactions page by page while blocks arrive: none comes twice, none is left out.
func TestAPI_TenThousand(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	const blocks, txs = 100, 100
	top := uint64(0)
	block := func() *index.Rows {
		r := &index.Rows{Block: index.Block{Height: top, Time: time.Unix(int64(top), 0), Hash: strconv.FormatUint(top, 16), Txs: txs}} // #nosec G115
		for i := range txs {
			r.Txs = append(r.Txs, index.Tx{Height: top, Index: i, Hash: fmt.Sprintf("%X-%d", top, i), Signer: friend.Address(), Kinds: "MsgSend", Raw: []byte("x"), Events: []byte("[]")})
			r.Links = append(r.Links, index.Link{Address: friend.Address(), Index: i})
		}
		top++
		return r
	}
	rows := []*index.Rows{block()}
	for range blocks {
		rows = append(rows, block())
	}
	if err := s.Append(t.Context(), rows...); err != nil {
		t.Fatal(err)
	}
	x := &site{t: t, server: httptest.NewServer(explorer.New(explorer.Config{Rate: -1}, nil, nil, s, nil, nil).Handler())}
	t.Cleanup(x.server.Close)
	for _, who := range []string{"", "address=" + friend.Address() + "&"} {
		newest := top - 1
		all := x.list("/api/v1/txs?"+who+"from_height=1&limit=97", func() {
			if err := s.Append(t.Context(), block()); err != nil {
				t.Fatal(err)
			}
		})
		if want := int(newest) * txs; len(all) != want || want < blocks*txs { // #nosec G115
			t.Fatalf("%d transactions, want %d", len(all), want)
		}
		for i, got := range all {
			if want := fmt.Sprintf("%X-%d", newest-uint64(i/txs), txs-1-i%txs); got["hash"] != want { // #nosec G115
				t.Fatalf("place %d has %v, want %s", i, got["hash"], want)
			}
		}
	}
}
