// What a wallet asks of the chain, through the origin that it comes from. Every answer is from strangers, so it is checked.
import type { Outcome } from "../provider/wallet";
import { WalletError } from "../provider/wallet";
import { clean } from "../text";
import { fromBase64, toBase64 } from "./bytes";

/** The chain now. */
export interface Chain {
  chainId: string;
  height: bigint;
  /** The fee for one unit of gas, in millionths of a rao. */
  gasPrice: bigint;
  /** Types of messages that cost no fee when a transaction has no others. */
  free: string[];
  /** For Keplr: where it can reach the chain by itself, if somebody said. */
  rpc: string;
  rest: string;
  /** How many blocks unstaked money waits, where that is so; and the smallest stake, in rao. */
  unbonding: bigint;
  minStake: bigint;
}

/** An account as signatures need it. */
export interface Signer {
  exists: boolean;
  accountNumber: bigint;
  sequence: bigint;
  /** rao. */
  balance: bigint;
}

/** Asks one network. */
export interface Node {
  chain(): Promise<Chain>;
  signer(address: string): Promise<Signer>;
  /** Gas that a transaction would use. Throws a WalletError with the chain's reason when it would fail. */
  simulate(tx: Uint8Array): Promise<bigint>;
  /** Sends a transaction; its hash once the chain has taken it. */
  broadcast(tx: Uint8Array): Promise<string>;
  /** What became of a transaction; null while it is in no block. */
  outcome(hash: string): Promise<Outcome | null>;
}

/** The code of an answer that is not a success. */
export class NodeError extends WalletError {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super("failed", message);
  }
}

const text = (v: unknown) => (typeof v === "string" ? clean(v) : "");
const big = (v: unknown) => (typeof v === "string" && /^\d{1,20}$/.test(v) ? BigInt(v) : 0n);
const record = (v: unknown): Record<string, unknown> => (typeof v === "object" && v !== null ? (v as Record<string, unknown>) : {});

/** The node behind an origin; "" is the page's own. */
export function nodeAt(origin: string): Node {
  const ask = async (path: string, body?: unknown): Promise<Record<string, unknown> | null> => {
    let answer: Response;
    try {
      answer = await fetch(`${origin}/api/v1/chain${path}`, {
        credentials: "omit",
        redirect: "error",
        cache: "no-store",
        ...(body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
      });
    } catch {
      throw new NodeError("unreachable", "the network does not answer");
    }
    const said: unknown = await answer.json().catch(() => null);
    if (answer.status === 404 && body === undefined) return null;
    if (!answer.ok) {
      const e = record(record(said).error);
      throw new NodeError(text(e.code) || "unavailable", text(e.message) || `HTTP ${answer.status}`);
    }
    return record(said);
  };
  return {
    async chain() {
      const c = await ask("");
      if (c === null || text(c.chain_id) === "") throw new NodeError("unavailable", "the network does not say which it is");
      return {
        chainId: text(c.chain_id),
        height: big(c.height),
        gasPrice: big(c.gas_price),
        free: Array.isArray(c.free_messages) ? c.free_messages.map(text) : [],
        rpc: text(c.rpc),
        rest: text(c.rest),
        unbonding: big(c.unbonding_blocks),
        minStake: big(c.min_stake_rao),
      };
    },
    async signer(address) {
      const s = await ask(`/accounts/${encodeURIComponent(address)}`);
      return {
        exists: s?.exists === true,
        accountNumber: big(s?.account_number),
        sequence: big(s?.sequence),
        balance: big(s?.balance_rao),
      };
    },
    async simulate(tx) {
      return big((await ask("/simulate", { tx: toBase64(tx) }))?.gas_used);
    },
    async broadcast(tx) {
      return text((await ask("/txs", { tx: toBase64(tx) }))?.hash);
    },
    async outcome(hash) {
      const o = await ask(`/txs/${encodeURIComponent(hash)}`);
      return o === null ? null : { hash: text(o.hash), height: Number(o.height), code: Number(o.code), log: text(o.log) };
    },
  };
}

/** Reads a public key that a page or a wallet gave as base64; null when it is none. */
export function publicKeyOf(base64: string): Uint8Array<ArrayBuffer> | null {
  const key = fromBase64(base64);
  return key !== null && key.length === 33 && (key[0] === 2 || key[0] === 3) ? key : null;
}
