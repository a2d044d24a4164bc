// What the index of the explorer answers, and how it is asked. Amounts are strings of rao.

import { useQuery } from "@tanstack/react-query";
import { ApiError, callJSON } from "./client";
import { CHAIN, useLive } from "./live";

export interface Tx {
  hash: string;
  height: number;
  index: number;
  time: string;
  signer: string;
  kinds: string; // names of its messages, with a blank between them
  ok: boolean;
  code?: number;
  codespace?: string;
  reason?: string;
  fee_rao: string;
  gas_wanted: number;
  gas_used: number;
}

export interface WholeTx extends Tx {
  body: unknown; // JSON form of protobuf, null when it cannot be read
  events: unknown;
}

export interface Transfer {
  height: number;
  time: string;
  tx?: string;
  from: string;
  to: string;
  amount_rao: string;
}

export interface Move {
  height: number;
  time: string;
  tx?: string;
  kind: string;
  coldkey?: string;
  hotkey: string;
  other?: string;
  amount_rao: string;
}

export interface Account {
  address: string;
  module?: string; // whose account it is, if a module's
  balance_rao: string;
  first_height: number;
  last_height: number;
}

export interface WholeAccount extends Account {
  rank: number; // 0: not among the 1,000 richest
  staked_rao: string;
  unbonding_rao: string;
  total_rao: string;
  positions: { hotkey: string; amount_rao: string }[];
  hotkeys: { hotkey: string; stake_rao: string }[];
  is_hotkey: boolean;
}

export interface Point {
  height: number;
  amount_rao: string;
}

export interface Stats {
  height: number;
  lag: number;
  supply_rao: string;
  staked_rao: string;
  free_rao: string;
  blocks: number;
  txs: number;
  failed: number;
  transfers: number;
  accounts: number;
  holders: number;
  hotkeys: number;
  block_seconds: number;
}

export interface Validator {
  hotkey: string;
  label?: string;
  owner: string;
  stake_rao: string;
  own_stake_rao: string;
  share: number;
  take: number;
  nominators: number;
  seats: Seat[];
  return: number; // of the window, after the take
  window_blocks: number;
  apr: number;
  apy: number | null;
  uptime: number | null; // part of the epochs of the window in which it was paid
}

export interface Nominator {
  coldkey: string;
  amount_rao: string;
}

export interface Seat {
  netuid: number;
  uid: number;
  permit: boolean;
  dividends_rao: string;
}

export interface Reward {
  height: number;
  owner_rao: string;
  pool_rao: string;
  stake_rao: string;
}

export interface Slot {
  height: number;
  time?: string;
  netuid: number;
  uid: number;
  hotkey: string;
  price_rao: string;
  replaced?: string;
}

export interface Epoch {
  height: number;
  epoch: number;
  paid_rao: string;
  owner_cut_rao: string;
}

export interface Found {
  kind: string;
  id: string;
  label?: string;
}

export interface Era {
  era: number;
  block_reward_rao: string;
  from_supply_rao: string;
  from_height?: number;
  from_time?: string;
}

export interface Tokenomics {
  height: number;
  supply_rao: string;
  cap_rao: string;
  minted_rao: string;
  burned_rao: string;
  era: number;
  block_reward_rao: string;
  next_halving_rao: string;
  staked_rao: string;
  eras: Era[];
}

const POLL = 5_000; // while the stream is away
const CHECK = 30_000; // while it is there, in case it says nothing

/** Asks the API below /api/v1/; nothing while the path is "". What is past does not change with a block, and is asked for once. */
export function useHistory<T>(path: string, past = false) {
  const live = useLive().link === "live";
  return useQuery<T, ApiError>({
    queryKey: [past ? "past" : CHAIN, path],
    queryFn: ({ signal }) => callJSON<T>(`/api/v1/${path}`, { signal }),
    enabled: path !== "",
    refetchInterval: past ? false : live ? CHECK : POLL,
    staleTime: past ? Number.POSITIVE_INFINITY : 1_000,
    retry: (times, err) => times < 1 && !(err instanceof ApiError && err.status >= 400 && err.status < 500),
  });
}

/** Adds parameters to a path; those that are empty are left out. */
export function withParams(path: string, params: Record<string, string | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [k, v] of Object.entries(params)) if (v) query.set(k, v);
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}
