// Package dendrite asks miners: it signs requests, opens connections to the places that miners published, and believes
// only answers that the right miner signed.
//
// Its law: a published address is a stranger's word. Only literal addresses are dialled, each is checked when the
// socket is about to connect, nothing is followed or proxied, and whatever comes back is bounded in size and in time
// before it is looked at. An answer is returned when it is whole, signed by the hotkey that was asked, and JSON in valid
// UTF-8; the events of a stream are returned as they come, and its end tells whether all of it was signed.
package dendrite
