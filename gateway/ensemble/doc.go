// Package ensemble answers requests with several miners at once: it offers models that are composed of those of the market.
//
// Its law: the user gets one answer and is told who made it, each with its part in millionths; the parts add up to the
// whole, and copies of somebody else's work have none. What decides about parts is what miners said before they could know
// what is right. A miner that fails, or answers against the rules of its task, is out and gets nothing; the others go on.
//
// The arithmetic is that of package compose. Ensemble reads what is on offer, asks miners through a dendrite, and hands on
// whole answers; package rest admits requests and writes them out, as for any other model.
package ensemble
