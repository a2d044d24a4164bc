// Package explorer shows the chain to people: a JSON API that pages and scripts read.
//
// Its law: every figure is read from the chain and none is reckoned from anything else; amounts are strings of rao,
// since JavaScript numbers cannot hold them; shares are fractions of one.
//
//	GET /api/v1/status              the network at a glance
//	GET /api/v1/supply              minted, burned, supply, the next halving
//	GET /api/v1/subnets             all subnets
//	GET /api/v1/subnets/{netuid}    one subnet with its neurons
//	GET /api/v1/blocks?limit=20     the latest blocks
//	GET /api/v1/stream              server-sent events: the height, with every block
package explorer
