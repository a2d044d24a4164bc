// Package voucher is how a user pays a gateway without a transaction: a promise of rao, signed off the chain, that the
// gateway settles against the user's deposit in x/escrow whenever it likes.
//
// Its law: a voucher is cumulative. It says what a channel has cost since it was opened, subnet by subnet, and replaces
// all vouchers before it; no number in it ever falls. So the latest is worth all of them, an old one adds nothing, and the
// same one twice is the same as once. The signature covers every number, so that nobody but the payer decides how a
// payment divides over subnets. It is bound to one channel of one chain and can pass as nothing else that a key signs.
//
// A user signs and a gateway verifies with this code, and the chain does so again:
//
//	v := voucher.Voucher{ChainID: id, Channel: 7, Spent: []voucher.Spend{{Netuid: 1, Amount: 2_000_000}}}
//	signed, err := voucher.Sign(v, key)        // user
//	text := signed.String()                    // goes with the request
//
//	signed, err := voucher.Parse(text)         // gateway
//	err = signed.Verify(publicKey)             // is it the payer's?
//	more, err := signed.Since(last.Spent)      // what does it add to the last one?
//
// docs/spec/voucher.md has the bytes; testdata/vectors.json has examples.
package voucher
