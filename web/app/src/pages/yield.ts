// Validators in order, and what stake would earn with them.

import { parseRao } from "@shared/amount";
import type { Validator } from "../api/history";

export const validatorColumns = ["rank", "validator", "stake", "share", "take", "nominators", "seats", "uptime", "apr", "apy"] as const;
export type ValidatorColumn = (typeof validatorColumns)[number];

export interface ValidatorOrder {
  by: ValidatorColumn;
  down: boolean;
}

/** Reads an order from the address bar, "-apr" for the largest first; by rank when there is none. */
export function parseOrder(text: string | null): ValidatorOrder {
  const down = text?.startsWith("-") ?? false;
  const by = validatorColumns.find((c) => c === (down ? text?.slice(1) : text));
  return by ? { by, down } : { by: "rank", down: false };
}

/** What a click on a column makes of an order, for the address bar; null for the usual one. */
export function nextOrder(o: ValidatorOrder, by: ValidatorColumn): string | null {
  const down = o.by === by ? !o.down : by !== "rank" && by !== "validator" && by !== "take";
  return by === "rank" && !down ? null : (down ? "-" : "") + by;
}

export type Ranked = Validator & { rank: number };

const stakeOf = (v: Validator) => parseRao(v.stake_rao) ?? 0n;

/** Gives every validator its rank by stake; those with the same stake stay in the order of their hotkeys. */
export function ranked(all: readonly Validator[]): Ranked[] {
  return [...all].sort((a, b) => compare(stakeOf(b), stakeOf(a)) || compare(a.hotkey, b.hotkey)).map((v, i) => ({ ...v, rank: i + 1 }));
}

/** Returns validators in order; what is equal stays in the order of ranks. */
export function sortValidators(all: readonly Ranked[], o: ValidatorOrder): Ranked[] {
  return [...all].sort((a, b) => {
    const c = compare(cell(a, o.by), cell(b, o.by));
    return (o.down ? -c : c) || a.rank - b.rank;
  });
}

type Value = number | bigint | string;

function compare(a: Value, b: Value): number {
  return a < b ? -1 : Number(a > b);
}

function cell(v: Ranked, by: ValidatorColumn): Value {
  switch (by) {
    case "validator":
      return (v.label || v.hotkey).toLowerCase();
    case "stake":
      return stakeOf(v);
    case "seats":
      return v.seats.length;
    case "uptime":
      return v.uptime ?? -1;
    case "apy":
      return v.apy ?? Number.POSITIVE_INFINITY;
    default:
      return v[by];
  }
}

const FINE = 1_000_000_000; // parts in which a rate is counted
export const DAYS = { day: 1n, month: 30n, year: 365n } as const;

/** What an amount would earn in some days at a yearly rate without compounding, in rao, rounded down. */
export function earns(rao: bigint, apr: number, days: bigint): bigint {
  if (!Number.isFinite(apr) || apr <= 0) return 0n;
  return (rao * BigInt(Math.round(apr * FINE)) * days) / (BigInt(FINE) * 365n);
}
