// Package rest is the OpenAI API of a gateway: requests are admitted, read, and given to a gateway.Router, and what it
// returns is written in the form that OpenAI's own clients expect.
//
// Its law: every answer is a success or an error object with one code per cause; docs/guide/develop.md has the table. While
// a stream has nothing to say, comment lines keep the connection alive; once one was sent, an error is the last event
// of the stream.
//
// Who answered is in the header: Tianwang-Netuid, Tianwang-Uid, Tianwang-Miner (hotkey), Tianwang-Request-Id and
// Tianwang-Attempts. When a comment had to be sent before it was known, the same lines follow as comments.
package rest
