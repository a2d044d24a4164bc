package explorer

import (
	"net/http"
	"reflect"
	"strings"
)

// route is one question that the API answers. It says of itself what it takes and gives, and the OpenAPI document is made of
// that: a parameter that is not named here cannot be read, and the answer has no other type than the one its handler returns.
type route struct {
	path    string // below /api/v1/
	about   string
	params  []string // names of parameters of the query, each one of [parameters]
	answer  reflect.Type
	settled bool // the answer to a question about something found does not change any more
	get     func(*query) (any, error)
}

// ask makes a route of a handler.
func ask[T any](path, about, params string, get func(*query) (T, error)) route {
	return route{
		path: path, about: about, params: strings.Fields(params), answer: reflect.TypeFor[T](),
		get: func(q *query) (any, error) { return get(q) },
	}
}

// forLong says that what was found stays as it is.
func (r route) forLong() route {
	r.settled = true
	return r
}

// parameters are those that questions can have, and what they mean.
var parameters = map[string]parameter{
	"cursor":        {"string", "what the page before ended with, its `next`"},
	"limit":         {"integer", "entries of a page, 500 at most; 25 when it is missing"},
	"address":       {"string", "account that had to do with it"},
	"height":        {"integer", "block"},
	"kind":          {"string", "names of messages with commas between them, such as MsgSend,MsgMultiSend: one of them is in the transaction"},
	"failed":        {"boolean", "only those that failed"},
	"direction":     {"string", "in, out or both, as the address sees it"},
	"min_rao":       {"integer", "least amount, in rao"},
	"from_height":   {"integer", "first block"},
	"till_height":   {"integer", "last block"},
	"from_time":     {"string", "earliest time: a date, or RFC 3339"},
	"till_time":     {"string", "latest time: a date, whose whole day counts, or RFC 3339"},
	"coldkey":       {"string", "account that staked"},
	"hotkey":        {"string", "hotkey"},
	"netuid":        {"integer", "subnet"},
	"window_blocks": {"integer", "latest blocks over which the return is measured; a week when it is missing"},
	"q":             {"string", "what to look for"},
}

// parameter is the type and the meaning of a parameter.
type parameter struct{ kind, about string }

const (
	paged  = "cursor limit"
	ranged = " from_height till_height from_time till_time"
)

// routes are all questions but the stream.
func (a *API) routes() []route {
	return []route{
		ask("supply", "Minted, burned, supply, the next halving", "", a.supply),
		ask("subnets", "All subnets with their neurons", "", a.subnets),
		ask("subnets/{netuid}", "One subnet with its neurons", "", a.subnet),
		ask("subnets/{netuid}/hyperparams", "The rules of a subnet", "", a.hyperparams),
		ask("subnets/{netuid}/at-risk", "Neurons in the order in which newcomers would replace them", "limit", a.atRisk),
		ask("subnets/{netuid}/weights", "What each validator gives to whom", "", a.weights),
		ask("subnets/{netuid}/epochs", "What a subnet paid, newest first", paged, a.epochs),
		ask("neurons/{address}", "A hotkey over all subnets", "", a.neuron),
		ask("coldkeys/{address}/neurons", "All neurons of a coldkey, with what they earn and which are at risk", "", a.fleet),
		ask("root", "Members of the root network with their votes, and how emission is split", "", a.root),
		ask("producers", "Who makes blocks, and who signed the latest", "", a.producers),
		ask("proposals", "Proposals, newest first", "", a.proposals),
		ask("proposals/{id}", "One proposal with its votes", "", a.proposal),
		ask("params", "The parameters of every module", "", a.moduleParams),
		ask("terms", "What staking takes: the fee, the least nomination, how long stake waits that leaves a producer", "", a.terms),
		ask("yields", "What stake really earned with each validator, over an hour, a day, a week and a month", "", a.realised),
		ask("blocks", "Blocks, newest first", paged, a.blocks),
		ask("blocks/{block}", "One block, by height or hash", "", a.block).forLong(),
		ask("txs", "Transactions, newest first", paged+" address height kind failed"+ranged, a.txs),
		ask("txs/{hash}", "One transaction with what it says and what came of it", "", a.tx).forLong(),
		ask("transfers", "Payments between accounts, newest first", paged+" address direction min_rao"+ranged, a.transfers),
		ask("moves", "Stake that changed hands, newest first", paged+" coldkey hotkey"+ranged, a.moves),
		ask("accounts", "Accounts, the richest first", paged, a.accounts),
		ask("accounts/{address}", "One account: balance, stake by hotkey, what waits", "", a.account),
		ask("accounts/{address}/points", "History of the balance of an account", "", a.balancePoints),
		ask("days", "What each day adds up to, oldest first", "limit", a.days),
		ask("stats", "Everything counted", "", a.stats),
		ask("search", "What a text names, or is part of the name of", "q", a.search),
		ask("slots", "Registrations, newest first", paged+" netuid hotkey", a.slots),
		ask("tokenomics", "Supply, staked part and all eras", "", a.tokenomics),
		ask("validators", "Hotkeys as a nominator sees them, with their measured return", "window_blocks", a.validators),
		ask("validators/{address}", "One of them", "window_blocks", a.validator),
		ask("hotkeys/{address}/points", "History of the stake on a hotkey", "", a.stakePoints),
		ask("hotkeys/{address}/nominators", "Who staked on a hotkey, with how much", paged, a.nominators),
		ask("hotkeys/{address}/rewards", "What a hotkey earned, newest first", paged, a.rewards),
	}
}

// serve answers a route.
func (a *API) serve(r route) http.Handler {
	cache := "no-store"
	if r.settled {
		cache = "public, max-age=60"
	}
	return a.answer(cache, func(req *http.Request) (any, error) {
		q := &query{r: req, known: r.params}
		v, err := r.get(q)
		if q.err != nil {
			return nil, q.err
		}
		return v, err
	})
}
