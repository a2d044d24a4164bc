// Keys of a seed: BIP-32 along m/44'/118'/0'/0/i, where i = 0 is the coldkey of the command line.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { HDKey } from "@scure/bip32";

const COIN = 118;
const PREFIX = "tao";

/** A key that signs. */
export interface Key {
  address: string;
  /** Compressed, 33 bytes. */
  publicKey: Uint8Array;
  privateKey: Uint8Array;
}

/** The path of an account. */
export const pathOf = (index: number) => `m/44'/${COIN}'/0'/0/${index}`;

/** The address of a public key. */
export const addressOf = (publicKey: Uint8Array) => bech32.encode(PREFIX, bech32.toWords(ripemd160(sha256(publicKey))));

/** Derives the key of an account. The caller clears it after use. */
export function derive(seed: Uint8Array, index: number): Key {
  const root = HDKey.fromMasterSeed(seed);
  const node = root.derive(pathOf(index));
  root.wipePrivateData();
  if (node.privateKey === null || node.publicKey === null) throw new Error("no key on this path");
  const key = { address: addressOf(node.publicKey), publicKey: node.publicKey.slice(), privateKey: node.privateKey.slice() };
  node.wipePrivateData();
  return key;
}

/** Signs the SHA-256 of bytes: r‖s with the low s, 64 bytes, without chance (RFC 6979). */
export function sign(key: Key, bytes: Uint8Array): Uint8Array {
  return secp256k1.sign(bytes, key.privateKey); // hashes with SHA-256, and lowers s
}
