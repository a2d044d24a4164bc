package explorer

import (
	"encoding/hex"
	"net/http"

	sdkquery "github.com/cosmos/cosmos-sdk/types/query"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
)

// Nominator is somebody's stake on a hotkey, its owner's too.
type Nominator struct {
	Coldkey string `json:"coldkey"`
	Rao     Rao    `json:"amount_rao"` // what the position would pay now
}

// nominators lists who staked on a hotkey, as the chain says now. What all have is what is on the hotkey, but for the part of a
// rao that each position is rounded down by.
func (a *API) nominators(q *query) (List[Nominator], error) {
	address, p := q.path("address"), q.page()
	key, err := hex.DecodeString(p.Cursor)
	if err != nil {
		return List[Nominator]{}, &Problem{http.StatusBadRequest, "bad_cursor", "the cursor is not one that a page ended with"}
	}
	if q.err != nil {
		return List[Nominator]{}, q.err
	}
	all, err := stakev1.NewQueryClient(a.client).Nominators(q.r.Context(), &stakev1.QueryNominatorsRequest{
		Hotkey: address, Pagination: &sdkquery.PageRequest{Key: key, Limit: uint64(p.Limit)}, // #nosec G115 -- small
	})
	if err != nil {
		return List[Nominator]{}, err
	}
	out := List[Nominator]{Data: []Nominator{}}
	for _, s := range all.Stakes {
		out.Data = append(out.Data, Nominator{s.Coldkey, Rao(s.Amount)})
	}
	if all.Pagination != nil {
		out.Next = hex.EncodeToString(all.Pagination.NextKey)
	}
	return out, nil
}
