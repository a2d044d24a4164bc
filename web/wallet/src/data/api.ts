// What the wallet asks of the explorer: balances, validators, the past. The answers are cleaned, since strangers wrote them.
import { cleanAll } from "@shared/text";

export interface Account {
  address: string;
  balance_rao: string;
  staked_rao: string;
  unbonding_rao: string;
  total_rao: string;
  positions: { hotkey: string; amount_rao: string }[];
  hotkeys: { hotkey: string; stake_rao: string }[];
}

export interface Validator {
  hotkey: string;
  label?: string;
  stake_rao: string;
  share: number;
  take: number;
  /** The yearly rate that stake earned, and over how many blocks that was measured. */
  apr: number;
  window_blocks: number;
  /** Part of the epochs in that time in which it was paid; null where it may not judge. */
  uptime: number | null;
  seats: { netuid: number; permit: boolean }[];
}

export interface Transfer {
  height: number;
  tx?: string;
  from: string;
  to: string;
  amount_rao: string;
}

export interface Move {
  height: number;
  tx?: string;
  kind: string;
  hotkey: string;
  other?: string;
  amount_rao: string;
}

export interface List<T> {
  data: T[];
}

export interface Status {
  chain_id: string;
  height: number;
  urls: Record<string, string> | null;
}

let base = ""; // the page's own origin; an extension sets the network's

export const networkAt = () => base;
export function setNetwork(origin: string): void {
  base = origin;
}

/** Asks the explorer; throws when it does not answer with success. */
export async function ask<T>(path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${base}/api/v1/${path}`, {
    credentials: "omit",
    redirect: "error",
    ...(body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return cleanAll(await answer.json()) as T;
}
