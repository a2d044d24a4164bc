// What the wallet remembers besides keys: contacts, sites, the limit, which account is in use. None of it is secret; all of it
// goes when the wallet is deleted.
import { browserStore, type Store } from "@shared/keys/store";

export interface Contact {
  name: string;
  address: string;
}

export interface Settings {
  /** The address in use; "" for the first. */
  active: string;
  book: Contact[];
  /** Which address a site may see, by origin. */
  sites: Record<string, string>;
  /** rao in 24 hours; null for no limit. */
  limit: bigint | null;
  /** What left the wallet, for the limit: time in ms and rao. */
  spent: { at: number; rao: bigint }[];
  /** Where the network is, for an extension, which has no origin of a network. */
  network: string;
}

export const defaults: Settings = { active: "", book: [], sites: {}, limit: null, spent: [], network: "http://127.0.0.1:8080" };

const KEY = "settings";
const DAY = 24 * 60 * 60_000;

export const store: Store = browserStore();

export const loadSettings = async (): Promise<Settings> => ({ ...defaults, ...(await store.get<Partial<Settings>>(KEY)) });

/** Changes what is kept, and returns it. */
export async function changeSettings(change: (s: Settings) => Partial<Settings>): Promise<Settings> {
  const before = await loadSettings();
  const after = { ...before, ...change(before) };
  await store.set(KEY, after);
  return after;
}

/** What has left in the last 24 hours, in rao. */
export const spentLately = (s: Settings, now: number): bigint =>
  s.spent.filter((e) => now - e.at < DAY).reduce((sum, e) => sum + e.rao, 0n);

/** Whether so much more would break the limit. */
export const overLimit = (s: Settings, rao: bigint, now: number): boolean =>
  s.limit !== null && rao > 0n && spentLately(s, now) + rao > s.limit;

/** Notes that something left; what is older than a day is forgotten. */
export const noteSpent = (rao: bigint, now: number) =>
  changeSettings((s) => ({ spent: [...s.spent.filter((e) => now - e.at < DAY), { at: now, rao }] }));

/** Finds a contact that an address is meant to be taken for: the same ends, another middle. */
export function lookalike(address: string, book: readonly Contact[]): Contact | null {
  const ends = (a: string) => `${a.slice(4, 8)}…${a.slice(-4)}`;
  return book.find((c) => c.address !== address && ends(c.address) === ends(address)) ?? null;
}
