package neuron

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/tianwang-net/tianwang/client"
)

// Register takes a slot by work for a hotkey that has none, on behalf of the coldkey. Without a coldkey it says what the
// owner has to do.
func Register(
	ctx context.Context, c *client.Client, hotkey client.Signer, coldkey string, netuid uint32, log *slog.Logger,
) (*client.Result, error) {
	if coldkey == "" {
		return nil, fmt.Errorf("hotkey %s is not registered in netuid %d; register it, or name its coldkey to have it done by work",
			hotkey.Address(), netuid)
	}
	uid, res, err := c.RegisterByWork(ctx, hotkey, coldkey, netuid, nil)
	if err == nil {
		log.Info("registered by work", "netuid", netuid, "uid", uid, "height", res.Height)
	}
	return res, err
}
