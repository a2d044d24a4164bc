// What a paid gateway tells the owner of a channel, and what the owner asks of it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { ApiError, call, callJSON } from "../api/client";
import type { Pricing } from "../api/types";
import { channelHeader, chooseChannel, chosenChannel } from "./channel";

export interface Terms {
  chain: string;
  gateway: string;
  signer: string; // compressed public key, hexadecimal
  credit: string;
  base_pricing: Pricing;
}

export interface Purse {
  netuid: number;
  spent: string;
  reserved: string;
  promised: string;
  settled: string;
}

export interface Channel {
  channel: string;
  payer: string;
  held: boolean; // the gateway signs what was spent
  deposit: string;
  spent: string;
  reserved: string;
  open: string;
  closes_at: number;
  purses: Purse[] | null;
}

export interface Session {
  address: string;
  until: number;
  channels: Channel[];
}

export interface Limits {
  name: string;
  models?: string[];
  day?: string;
  month?: string;
  total?: string;
  rate?: number;
  expires?: number;
}

export interface ApiKey extends Limits {
  id: string;
  hint: string;
  created: number;
  used?: number;
  revoked?: number;
  spent: string;
}

export interface Usage {
  day: string;
  key: string;
  name: string;
  model: string;
  requests: number;
  failed: number;
  bytes_in: number;
  bytes_out: number;
  cost_rao: string;
}

export interface Used {
  data: Usage[];
  first_ms?: { p50: number; answers: number };
}

const POLL = 10_000;

/** Asks about the account of the channel that is chosen. */
const asked = <T>(path: string, init: RequestInit = {}): Promise<T> =>
  callJSON<T>(path, { ...init, headers: { "Content-Type": "application/json", ...channelHeader(), ...init.headers } });

/** Returns null in the place of some statuses. */
async function unless<T>(statuses: number[], answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (err) {
    if (err instanceof ApiError && statuses.includes(err.status)) return null;
    throw err;
  }
}

/** How the gateway is paid; null when it is free. */
export const useTerms = () =>
  useQuery<Terms | null, ApiError>({
    queryKey: ["gate", "terms"],
    queryFn: ({ signal }) => unless([404, 405], callJSON<Terms>("/v1/account/terms", { signal })),
    staleTime: 60_000,
  });

/** Who is signed in; null for nobody. */
export const useSession = () =>
  useQuery<Session | null, ApiError>({
    queryKey: ["gate", "session"],
    queryFn: ({ signal }) => unless([401, 404], callJSON<Session>("/v1/account/session", { signal })),
    refetchInterval: POLL,
  });

/** The channel that pays: the one that was chosen, or the first that is open. */
export function channelOf(session: Session | null | undefined): Channel | null {
  const all = session?.channels ?? [];
  const found = all.find((c) => c.channel === chosenChannel()) ?? all.find((c) => c.closes_at === 0) ?? all[0] ?? null;
  if (found && found.channel !== chosenChannel()) chooseChannel(found.channel);
  return found;
}

function useOwn<T>(name: string, path: string) {
  const channel = chosenChannel();
  return useQuery<T, ApiError>({
    queryKey: ["gate", name, channel, path],
    queryFn: ({ signal }) => asked<T>(path, { signal }),
    refetchInterval: POLL,
    enabled: channel !== "",
  });
}

export const useAccount = () => useOwn<Channel>("account", "/v1/account");
export const useKeys = () => useOwn<{ data: ApiKey[] }>("keys", "/v1/account/keys");

/** Which part of the usage is asked for: from a day on, and of one key, one model, or where requests failed, unless empty. */
export type Part = { from: string; key?: string; model?: string; failed?: string };

/** What was used. */
export const useUsage = (part: Part) => useOwn<Used>("usage", usagePath(part));

export const usagePath = (part: Part) => `/v1/account/usage?${new URLSearchParams(Object.entries(part).filter(([, v]) => v !== ""))}`;

/** What is known of one request. */
export interface Receipt {
  id: string;
  begun: number; // Unix seconds
  key: string;
  name: string;
  model: string;
  netuid: number; // 0 of a composed model
  state: "open" | "whole" | "left" | "failed" | "abandoned";
  code?: string; // of the error that the user was told
  miner?: string;
  contributors?: string; // to a composed answer: NETUID/UID=SHARE
  attempts: number;
  bytes_in: number;
  bytes_out: number;
  tokens_in?: number; // as the answer says
  tokens_out?: number;
  overstated?: boolean; // it says more tokens than there can be in what was delivered
  first_ms?: number;
  took_ms?: number;
  cost_rao: string;
}

/** Which receipts are asked for: of one key, one model, or of requests that failed, unless empty. */
export type Which = { key?: string; model?: string; failed?: string; limit?: string };

/** What became of the latest requests. */
export const useReceipts = (which: Which) =>
  useOwn<{ data: Receipt[]; next: string }>(
    "requests",
    `/v1/account/requests?${new URLSearchParams(Object.entries(which).filter(([, v]) => v !== ""))}`,
  );

/** The usage as a table for spreadsheets. */
export const usageCSV = async (part: Part): Promise<string> =>
  (await call(`${usagePath(part)}&format=csv`, { headers: channelHeader() })).text();

/** What the owner does, one thing at a time; afterwards everything is read anew. */
export function useGate() {
  const queries = useQueryClient();
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const act = useCallback(
    async <T>(method: string, path: string, body?: unknown): Promise<T | null> => {
      setBusy(true);
      setError(null);
      try {
        return await asked<T>(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
      } catch (err) {
        setError(err instanceof ApiError ? err : new ApiError(0, "internal", String(err)));
        return null;
      } finally {
        setBusy(false);
        void queries.invalidateQueries({ queryKey: ["gate"] });
      }
    },
    [queries],
  );
  return { act, error, busy };
}

/** What is left of a channel, in rao. */
export function leftOf(c: Channel): bigint {
  const left = BigInt(c.deposit) - BigInt(c.spent) - BigInt(c.reserved);
  return left > 0n ? left : 0n;
}

/** The day, in UTC, so many days before today. */
export const daysAgo = (days: number, now = Date.now()): string => new Date(now - days * 86_400_000).toISOString().slice(0, 10);

/** Sums what was used: requests that were charged, those that failed, and rao. */
export function sumUsage(rows: readonly Usage[], from = ""): { requests: number; failed: number; cost: bigint } {
  const sum = { requests: 0, failed: 0, cost: 0n };
  for (const r of rows) {
    if (r.day < from) continue;
    sum.requests += r.requests;
    sum.failed += r.failed;
    sum.cost += BigInt(r.cost_rao);
  }
  return sum;
}

/** Costs by day, each with its models, in the order of days; every day of the range is there. */
export function byDay(rows: readonly Usage[], days: number, now = Date.now()): { day: string; models: Map<string, bigint>; sum: bigint }[] {
  return Array.from({ length: days }, (_, i) => {
    const day = daysAgo(days - 1 - i, now);
    const models = new Map<string, bigint>();
    let sum = 0n;
    for (const r of rows) {
      if (r.day !== day) continue;
      models.set(r.model, (models.get(r.model) ?? 0n) + BigInt(r.cost_rao));
      sum += BigInt(r.cost_rao);
    }
    return { day, models, sum };
  });
}

/** A public key in base64, as messages have it. */
export const base64OfHex = (hex: string): string =>
  btoa((hex.match(/../g) ?? []).map((h) => String.fromCharCode(Number.parseInt(h, 16))).join(""));
