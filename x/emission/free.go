package emission

import (
	"context"
	"fmt"
	"slices"
)

// freeCandidates are the types of messages that can be free: the work of neurons, for which the application has an
// admission, so that a free message is either good or never in a block.
var freeCandidates = []string{
	"/tianwang.epoch.v1.MsgResetBonds",
	"/tianwang.root.v1.MsgVote",
	"/tianwang.subnet.v1.MsgRegisterWork",
	"/tianwang.subnet.v1.MsgServeAxon",
	"/tianwang.weights.v1.MsgCommitWeights",
	"/tianwang.weights.v1.MsgRevealWeights",
	"/tianwang.weights.v1.MsgSetWeights",
}

// FreeCandidates returns the types of messages that governance can let go without a fee, sorted.
func FreeCandidates() []string { return slices.Clone(freeCandidates) }

// FreeMessages returns the types of messages that cost no fee now.
func (k Keeper) FreeMessages(ctx context.Context) ([]string, error) {
	p, err := k.params.Get(ctx)
	return p.FreeMessages, err
}

// validateFree refuses a list with a type twice, or one that is no candidate.
func validateFree(list []string) error {
	for i, name := range list {
		switch {
		case !slices.Contains(freeCandidates, name):
			return fmt.Errorf("free_messages: %q cannot be free, these can: %v", name, freeCandidates)
		case slices.Contains(list[:i], name):
			return fmt.Errorf("free_messages: %q occurs twice", name)
		}
	}
	return nil
}
