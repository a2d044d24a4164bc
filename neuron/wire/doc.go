// Package wire is how neurons speak with each other: ordinary HTTP, signed by both sides.
//
// Its law: nothing counts that is not signed, nothing signed counts twice, and an answer belongs to one question. A
// request names its sender, its receiver, the chain, the subnet, a random id and its time, and its signature covers all of
// that together with method, path, query and body. The answer is signed by the receiver over status and body and
// over the request itself. A stream is signed at its head, so that the caller knows at once who speaks, and once more
// at its end over every byte, so that a stream that was cut is told from one that is whole.
//
// The form is RFC 9421 (HTTP Message Signatures) with RFC 9530 (Content-Digest) and one fixed list of covered
// components per kind of message; docs/spec/wire.md is the whole of it, testdata/vectors.json its examples. Signatures
// are those of the chain's accounts: secp256k1 with SHA-256, r‖s with the low s, nonces by RFC 6979.
//
// The signature base is built here and not by a library: of those in Go that sign answers as well as requests, each
// fixes the algorithms to the RFC's registry, which lacks secp256k1, and the one that takes others signs requests
// only. Structured fields are parsed by github.com/dunglas/httpsfv; the tests hold the base against the RFC's own
// examples.
//
// The caller:
//
//	x, err := wire.SignRequest(r, body, wire.Envelope{…}, signer, time.Now())
//	… send r, receive resp and its body …
//	err = x.VerifyResponse(resp.StatusCode, resp.Header, body)
//
// The callee:
//
//	x, err := wire.VerifyRequest(r, wire.Addressee{…}, time.Now())
//	… read the body …
//	err = x.VerifyBody(body)
//	err = guard.Admit(x, time.Now())
//	… answer …
//	err = x.SignResponse(status, w.Header(), answer, signer, time.Now())
package wire
