import { secp256k1 } from "@noble/curves/secp256k1.js";
import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { HDKey } from "@scure/bip32";
import { mnemonicToSeedSync } from "@scure/bip39";
import { refuse } from "./errors.js";

/** The bech32 address of a compressed public key: that of every account of the chain. */
export function address(publicKey) {
  return bech32.encode("tao", bech32.toWords(ripemd160(sha256(publicKey))));
}

/** A hotkey with its private key in memory. */
export class Key {
  /** @param {Uint8Array} privateKey 32 bytes */
  constructor(privateKey) {
    this.publicKey = secp256k1.getPublicKey(privateKey, true);
    this.address = address(this.publicKey);
    this.sign = (message) => secp256k1.sign(message, privateKey); // SHA-256, RFC 6979, low s, r‖s
  }

  /** The first hotkey of a wallet of the program, of its phrase. */
  static fromPhrase(phrase, index = 0) {
    const node = HDKey.fromMasterSeed(mnemonicToSeedSync(phrase)).derive(`m/44'/118'/1'/0/${index}`);
    return new Key(node.privateKey);
  }
}

/** Checks that the hotkey with an address signed a message. `keyid` is its public key in hexadecimal. */
export function verify(keyid, signer, message, signature) {
  if (!/^[0-9a-f]{66}$/.test(keyid)) {
    refuse("malformed", "keyid: 66 lower-case hexadecimal digits are needed");
  }
  const publicKey = Uint8Array.from(Buffer.from(keyid, "hex"));
  if (address(publicKey) !== signer) {
    refuse("unknown_sender", `key of ${address(publicKey)}, message from ${signer}`);
  }
  let good = false;
  try {
    good = secp256k1.verify(signature, message, publicKey);
  } catch {
    // a key that is no point of the curve
  }
  if (!good) {
    refuse("bad_signature", "signature does not verify");
  }
}
