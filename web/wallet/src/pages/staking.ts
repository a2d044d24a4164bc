// The arithmetic of staking pages.
import type { Message } from "@shared/provider/wallet";
import { isTelling } from "@shared/yield";
import type { Validator } from "../data/api";

export type Way = "stake" | "unstake" | "move";

/** What a validator earned a year; nothing as long as that says nothing, so that luck of minutes puts nobody first. */
const telling = (v: Validator) => (isTelling(v.apr, v.window_blocks) ? v.apr : 0);

const pays = (v: Validator) => Number(v.seats.some((s) => s.permit));

/** Validators in an order that does not make the big ones bigger: by what they pay, then the small first; those that pay nothing last. */
export const ordered = (all: Validator[]) => [...all].sort((a, b) => pays(b) - pays(a) || telling(b) - telling(a) || a.share - b.share);

/** The message of a choice. */
export function messageOf(way: Way, coldkey: string, on: string, to: string, rao: bigint, all: boolean): Message {
  const rest = all ? { amount: "0", all: true } : { amount: String(rao) };
  if (way === "stake") return { "@type": "/tianwang.stake.v1.MsgAddStake", coldkey, hotkey: on, amount: String(rao) };
  if (way === "unstake") return { "@type": "/tianwang.stake.v1.MsgRemoveStake", coldkey, hotkey: on, ...rest };
  return { "@type": "/tianwang.stake.v1.MsgMoveStake", coldkey, from: on, to, ...rest };
}

/** What is wrong with an amount, with the number that is allowed; null when nothing is. */
export function amountFault(rao: bigint | null, most: bigint, least: bigint): { kind: "zero" | "least" | "most"; rao: bigint } | null {
  if (rao === null || rao === 0n) return { kind: "zero", rao: 0n };
  if (rao > most) return { kind: "most", rao: most };
  return rao < least ? { kind: "least", rao: least } : null;
}

const DAYS = 30;
const YEAR = 365;
const MILLION = 1_000_000n;

/** What an amount earns in 30 days at a yearly yield, in rao. The yield is a measured number; the money stays whole. */
export function estimate(rao: bigint, apr: number): bigint {
  const parts = Number.isFinite(apr) && apr > 0 ? BigInt(Math.round(((apr * DAYS) / YEAR) * Number(MILLION))) : 0n;
  return (rao * parts) / MILLION;
}
