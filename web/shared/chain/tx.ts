// Transactions in the form of SIGN_MODE_DIRECT: what is signed are the bytes that are sent, and the names of chain and account.
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { writeCoins } from "./coins";
import type { Packed } from "./messages";

const DENOM = "rao";
const SECP256K1 = "/cosmos.crypto.secp256k1.PubKey";
const DIRECT = 1; // SIGN_MODE_DIRECT

/** What a transaction says besides its messages. */
export interface Terms {
  chainId: string;
  accountNumber: bigint;
  sequence: bigint;
  gas: bigint;
  /** rao. */
  fee: bigint;
  /** The last block that may include it. */
  timeoutHeight: bigint;
  memo: string;
  /** Compressed, 33 bytes. */
  publicKey: Uint8Array;
}

/** A transaction that is to be signed. */
export interface Doc {
  bodyBytes: Uint8Array;
  authInfoBytes: Uint8Array;
  chainId: string;
  accountNumber: bigint;
}

/** Builds what is to be signed. */
export function buildDoc(messages: Packed[], terms: Terms): Doc {
  return {
    bodyBytes: body(messages, terms.memo, terms.timeoutHeight),
    authInfoBytes: authInfo(terms),
    chainId: terms.chainId,
    accountNumber: terms.accountNumber,
  };
}

/** The bytes whose SHA-256 is signed: cosmos.tx.v1beta1.SignDoc. */
export function signBytes(doc: Doc): Uint8Array {
  const w = new BinaryWriter().uint32(10).bytes(doc.bodyBytes).uint32(18).bytes(doc.authInfoBytes).uint32(26).string(doc.chainId);
  if (doc.accountNumber !== 0n) w.uint32(32).uint64(doc.accountNumber);
  return w.finish();
}

/** The bytes that are sent: cosmos.tx.v1beta1.TxRaw. A simulation takes any signature. */
export function txBytes(doc: Pick<Doc, "bodyBytes" | "authInfoBytes">, signature: Uint8Array): Uint8Array {
  return new BinaryWriter().uint32(10).bytes(doc.bodyBytes).uint32(18).bytes(doc.authInfoBytes).uint32(26).bytes(signature).finish();
}

/** cosmos.tx.v1beta1.TxBody. */
function body(messages: Packed[], memo: string, timeoutHeight: bigint): Uint8Array {
  const w = new BinaryWriter();
  for (const m of messages) any(w.uint32(10).fork(), m).join();
  if (memo !== "") w.uint32(18).string(memo);
  if (timeoutHeight !== 0n) w.uint32(24).uint64(timeoutHeight);
  return w.finish();
}

/** cosmos.tx.v1beta1.AuthInfo with one signer. */
function authInfo(terms: Terms): Uint8Array {
  const w = new BinaryWriter();
  const signer = w.uint32(10).fork();
  const key = new BinaryWriter().uint32(10).bytes(terms.publicKey).finish();
  any(signer.uint32(10).fork(), { typeUrl: SECP256K1, value: key }).join();
  signer.uint32(18).fork().uint32(10).fork().uint32(8).int32(DIRECT).join().join();
  if (terms.sequence !== 0n) signer.uint32(24).uint64(terms.sequence);
  signer.join();
  const fee = w.uint32(18).fork();
  if (terms.fee !== 0n) writeCoins(fee, 10, [{ denom: DENOM, amount: terms.fee.toString() }]);
  if (terms.gas !== 0n) fee.uint32(16).uint64(terms.gas);
  fee.join();
  return w.finish();
}

function any(w: BinaryWriter, m: Packed): BinaryWriter {
  w.uint32(10).string(m.typeUrl);
  if (m.value.length > 0) w.uint32(18).bytes(m.value);
  return w;
}
