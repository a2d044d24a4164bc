// From messages to what became of them: terms, simulation, fee, signature, and the answer of the chain itself.
import type { Message, Outcome } from "../provider/wallet";
import { WalletError } from "../provider/wallet";
import { type Packed, pack } from "./messages";
import type { Node } from "./node";
import { NodeError } from "./node";
import { buildDoc, type Doc, type Terms, txBytes } from "./tx";

const MARGIN = 14n; // tenths of the simulated gas
const LIFETIME = 50n; // blocks that may include a transaction after it was signed
const POLL = 400; // ms between questions for the outcome
const MILLION = 1_000_000n;

/** A transaction ready to be looked at and signed. */
export interface Draft {
  messages: Message[];
  packed: Packed[];
  terms: Terms;
  doc: Doc;
}

/** What gas costs, in rao, rounded up. */
export const feeOf = (gas: bigint, price: bigint) => (gas * price + MILLION - 1n) / MILLION;

/**
 * Prepares a transaction: the chain, the account and the height are read, the gas is simulated and widened, the fee
 * follows from it. Throws a WalletError with the chain's reason if it would fail.
 */
export async function draft(node: Node, from: { address: string; publicKey: Uint8Array }, messages: Message[], memo = ""): Promise<Draft> {
  const packed = messages.map(pack);
  const [chain, signer] = await Promise.all([node.chain(), node.signer(from.address)]);
  if (!signer.exists) throw new NodeError("no_account", "this account has received nothing yet, so that it cannot pay a fee");
  const base: Terms = {
    chainId: chain.chainId,
    accountNumber: signer.accountNumber,
    sequence: signer.sequence,
    gas: 0n,
    fee: 0n,
    timeoutHeight: chain.height + LIFETIME,
    memo,
    publicKey: from.publicKey,
  };
  const free = messages.every((m) => chain.free.includes(m["@type"]));
  const rehearsal = { ...base, fee: free ? 0n : 1n }; // some fee: paying one takes gas too, however much it is
  const used = await node.simulate(txBytes(buildDoc(packed, rehearsal), new Uint8Array(64)));
  const gas = (used * MARGIN + 9n) / 10n;
  const terms = { ...base, gas, fee: free ? 0n : feeOf(gas, chain.gasPrice) };
  return { messages, packed, terms, doc: buildDoc(packed, terms) };
}

/** Whether the chain refused a transaction because another one of the account came first. */
export const isStale = (err: unknown) => err instanceof NodeError && /sequence/i.test(err.message);

/** Sends what was signed, and waits until it is in a block. Success is only what the chain says. */
export async function deliver(node: Node, d: Draft, signature: Uint8Array): Promise<Outcome> {
  const hash = await node.broadcast(txBytes(d.doc, signature));
  return settled(node, hash, d.terms.timeoutHeight);
}

/** Waits for the outcome of a transaction until it can be in no block any more. */
export async function settled(node: Node, hash: string, until: bigint): Promise<Outcome> {
  for (;;) {
    const outcome = await node.outcome(hash).catch(() => null); // a node that is away comes back
    if (outcome !== null) return outcome;
    const height = await node.chain().then(
      (c) => c.height,
      () => 0n,
    );
    if (height > until) {
      const last = await node.outcome(hash);
      if (last !== null) return last;
      throw new WalletError("timeout", `transaction ${hash} is in no block up to ${until}, and can be in none any more`);
    }
    await new Promise((done) => setTimeout(done, POLL));
  }
}
