// How fast the chain goes, and what follows from it.

import { parseRao } from "@shared/amount";
import type { Block, Supply } from "../api/types";

/** The mean time between the given blocks in seconds, newest first; null when they do not tell. */
export function blockSeconds(blocks: Block[] | undefined): number | null {
  const first = blocks?.at(-1);
  const last = blocks?.at(0);
  if (!first || !last || last.height <= first.height) return null;
  const ms = Date.parse(last.time) - Date.parse(first.time);
  return ms > 0 ? ms / 1000 / (last.height - first.height) : null;
}

/** Blocks until the reward halves at today's pace of issuance, rounded up; null when it never does or is not known. */
export function blocksToHalving(s: Supply): bigint | null {
  const supply = parseRao(s.supply_rao);
  const reward = parseRao(s.block_reward_rao);
  const halving = parseRao(s.next_halving_rao);
  if (supply === null || reward === null || halving === null || reward === 0n || halving <= supply) return null;
  return (halving - supply + reward - 1n) / reward;
}

const UNITS = [
  ["year", 365.25 * 86_400],
  ["month", 30.44 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A length of time in the words of a language, in the largest unit that it holds at least twice: "4 months". */
export function duration(seconds: number, lang: string): string {
  const [unit, size] = UNITS.find(([, s]) => seconds >= 2 * s) ?? (["second", 1] as const);
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 }).format(seconds / size);
}
