package producer

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ producerv1.MsgServer = msgServer{}

type msgServer struct{ Keeper }

// Join implements producerv1.MsgServer.
func (k msgServer) Join(ctx context.Context, m *producerv1.MsgJoin) (*producerv1.MsgJoinResponse, error) {
	hotkey, p, err := k.begin(ctx, m.Coldkey, m.Hotkey)
	if err != nil {
		return nil, err
	}
	if err := k.join(ctx, p, hotkey, m.Pubkey, m.Proof); err != nil {
		return nil, err
	}
	return &producerv1.MsgJoinResponse{CountedAt: countedAt(ctx, p)}, nil
}

// Leave implements producerv1.MsgServer.
func (k msgServer) Leave(ctx context.Context, m *producerv1.MsgLeave) (*producerv1.MsgLeaveResponse, error) {
	hotkey, p, err := k.begin(ctx, m.Coldkey, m.Hotkey)
	if err != nil {
		return nil, err
	}
	c, err := k.candidate(ctx, hotkey)
	if err != nil {
		return nil, err
	}
	until, err := k.leave(ctx, p, hotkey, c, leftByItself)
	if err != nil {
		return nil, err
	}
	return &producerv1.MsgLeaveResponse{HeldUntil: until}, nil
}

// Rotate implements producerv1.MsgServer.
func (k msgServer) Rotate(ctx context.Context, m *producerv1.MsgRotate) (*producerv1.MsgRotateResponse, error) {
	hotkey, p, err := k.begin(ctx, m.Coldkey, m.Hotkey)
	if err != nil {
		return nil, err
	}
	if err := k.rotate(ctx, p, hotkey, m.Pubkey, m.Proof); err != nil {
		return nil, err
	}
	return &producerv1.MsgRotateResponse{SignsFrom: base.Height(ctx) + delay}, nil
}

// Unjail implements producerv1.MsgServer.
func (k msgServer) Unjail(ctx context.Context, m *producerv1.MsgUnjail) (*producerv1.MsgUnjailResponse, error) {
	hotkey, p, err := k.begin(ctx, m.Coldkey, m.Hotkey)
	if err != nil {
		return nil, err
	}
	if err := k.unjail(ctx, hotkey); err != nil {
		return nil, err
	}
	return &producerv1.MsgUnjailResponse{CountedAt: countedAt(ctx, p)}, nil
}

// begin is what all messages of candidates begin with: the coldkey must own the hotkey.
func (k Keeper) begin(ctx context.Context, coldkey, hotkey string) (sdk.AccAddress, producerv1.Params, error) {
	none := producerv1.Params{}
	cold, err := base.Address("coldkey", coldkey)
	if err != nil {
		return nil, none, err
	}
	hot, err := base.Address("hotkey", hotkey)
	if err != nil {
		return nil, none, err
	}
	if err := k.stakes.CheckOwner(ctx, hot, cold); err != nil {
		return nil, none, err
	}
	p, err := k.params.Get(ctx)
	return hot, p, err
}

// countedAt returns the first block, this one included, at whose end stake is counted.
func countedAt(ctx context.Context, p producerv1.Params) uint64 {
	return schedule.Following(base.Height(ctx)-1, p.RefreshInterval)
}

// UpdateParams implements producerv1.MsgServer. The set is chosen by the new rules at once; a window of another size
// begins empty.
func (k msgServer) UpdateParams(ctx context.Context, m *producerv1.MsgUpdateParams) (*producerv1.MsgUpdateParamsResponse, error) {
	if err := base.CheckUpdate(k.authority, m.Authority, ValidateParams(m.Params)); err != nil {
		return nil, err
	}
	old, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if old.LivenessWindow != m.Params.LivenessWindow {
		if err := k.clearWindows(ctx); err != nil {
			return nil, err
		}
	}
	if err := k.stale.Set(ctx, true); err != nil {
		return nil, err
	}
	return &producerv1.MsgUpdateParamsResponse{}, k.params.Set(ctx, m.Params)
}
