// How times are shown: how long ago, in the time of the reader, or in UTC. All of a page follow, and the browser keeps it.

import { keep, recall } from "@shared/memory";
import { useSyncExternalStore } from "react";

export const clocks = ["relative", "local", "utc"] as const;
export type Clock = (typeof clocks)[number];

const KEY = "tianwang.clock";
const hearers = new Set<() => void>();

let chosen: Clock = clocks.find((c) => c === recall(KEY)) ?? "relative";

/** Chooses how times are shown from now on. */
export function setClock(clock: Clock): void {
  chosen = clock;
  keep(KEY, clock);
  for (const h of hearers) h();
}

function subscribe(hear: () => void): () => void {
  hearers.add(hear);
  return () => hearers.delete(hear);
}

/** How times are shown. */
export const useClock = () => useSyncExternalStore(subscribe, () => chosen);

/** Writes a moment out, in the reader's time or in UTC. */
export function fullTime(at: number, lang: string, utc: boolean): string {
  const zone = utc ? { timeZone: "UTC" } : {};
  return new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "long", ...zone }).format(at);
}

/** Writes a day out. */
export function dayOf(at: number, lang: string, utc: boolean): string {
  return new Intl.DateTimeFormat(lang, { dateStyle: "medium", ...(utc ? { timeZone: "UTC" } : {}) }).format(at);
}
