package localnet

import (
	"log/slog"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/task/assistant"
	"github.com/tianwang-net/tianwang/task/lm"
	"github.com/tianwang-net/tianwang/task/translate"
)

// composed are the models that the gateway makes of those of the market; docs/guide/compose.md explains them.
var composed = []ensemble.Model{
	{ID: "mix:" + lm.Name, Kind: ensemble.Mixture, Of: []string{lm.Name}, Title: "All language models together, byte by byte"},
	{
		ID: "pipe:" + assistant.Name + "," + translate.Name, Kind: ensemble.Pipeline, Of: []string{assistant.Name, translate.Name},
		Title: "An answer from the documentation, in Spanish",
	},
}

// compose offers them.
func (n *Network) compose(router *gateway.Router, market gateway.Market, book *health.Book, log *slog.Logger) (*ensemble.Ensemble, error) {
	return ensemble.New(composed, router, market, n.dendrites[keyName{walletAlpha, defaultHotkey}], book, log, nil)
}
