// What somebody may stake: everything but what the next transactions cost.

import { parseRao, parseTao } from "@shared/amount";

/** Transactions whose fees are kept back, so that nobody who staked all is left unable to take it back. */
export const KEPT = 10n;

/** What can be staked of a balance, in rao; 0 when there is no more than the fees. */
export function stakeable(balance: bigint, fee: bigint): bigint {
  const kept = fee * KEPT;
  return balance > kept ? balance - kept : 0n;
}

export type AmountFault = "wrong" | "less" | "least";

/** What is wrong with an amount that somebody typed; null when nothing is. */
export function amountFault(text: string, most: bigint | null, least: bigint): AmountFault | null {
  const rao = parseTao(text);
  if (rao === null || rao === 0n) return "wrong";
  if (most !== null && rao > most) return "less";
  return rao < least ? "least" : null;
}

/** Reads amounts of the API that may not have come yet. */
export const known = (rao: string | undefined): bigint | null => parseRao(rao);
