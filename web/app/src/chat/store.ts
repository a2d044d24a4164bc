// Conversations that this browser keeps. They never leave it, unless the reader exports them.

import { ApiError } from "../api/client";
import type { Turn } from "./conversation";

/** A conversation as it is kept. */
export interface Talk {
  id: string;
  title: string;
  model: string; // asked last
  turns: Turn[];
  made: number; // ms
  changed: number;
}

const NAME = "tianwang-chat";
const STORE = "talks";
const MOST = 1_000; // talks in a file

/** A conversation that is new. */
export const freshTalk = (): Talk => ({ id: crypto.randomUUID(), title: "", model: "", turns: [], made: Date.now(), changed: Date.now() });

/** What a conversation is called: as the reader said, or as it begins. */
export const titleOf = (talk: Talk): string => talk.title || talk.turns[0]?.question.trim().slice(0, 60) || "";

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const r = indexedDB.open(NAME, 1);
    r.onupgradeneeded = () => r.result.createObjectStore(STORE, { keyPath: "id" });
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error);
  });
  return opened;
}

async function run<T>(mode: IDBTransactionMode, ask: (s: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  try {
    const db = await database();
    return await new Promise<T>((resolve, reject) => {
      const r = ask(db.transaction(STORE, mode).objectStore(STORE));
      r.onsuccess = () => resolve(r.result);
      r.onerror = () => reject(r.error);
    });
  } catch {
    return null; // some browsers forbid it; then conversations live as long as the page
  }
}

/** Every conversation that is kept, the latest first. */
export async function readTalks(): Promise<Talk[]> {
  const all = (await run("readonly", (s) => s.getAll() as IDBRequest<unknown[]>)) ?? [];
  return all.flatMap((v) => readTalk(v) ?? []).sort((a, b) => b.changed - a.changed);
}

/**
 * Keeps a conversation in the place of the version that this window knows, by when that was changed; null knows none. False
 * when another window has kept a newer one, which then stays.
 */
export async function keepTalk(talk: Talk, known: number | null): Promise<boolean> {
  try {
    const db = await database();
    return await new Promise((resolve, reject) => {
      const t = db.transaction(STORE, "readwrite");
      const s = t.objectStore(STORE);
      const before = s.get(talk.id);
      before.onsuccess = () => {
        const changed = record(before.result)?.changed ?? known;
        if (changed === known) s.put({ ...talk, turns: talk.turns.map(plain) });
        else resolve(false);
      };
      t.oncomplete = () => resolve(true);
      t.onabort = () => reject(t.error);
    });
  } catch {
    return true; // nowhere to keep it, nobody to be in the way
  }
}

export const dropTalk = (id: string) => run("readwrite", (s) => s.delete(id));

/** A turn without what a database cannot keep. */
function plain(turn: Turn): object {
  const e = turn.error;
  return { ...turn, error: e && { status: e.status, code: e.code, message: e.message } };
}

const text = (v: unknown, most = 400_000): string => (typeof v === "string" ? v.slice(0, most) : "");
const count = (v: unknown): number | null => (typeof v === "number" && Number.isFinite(v) && v >= 0 ? v : null);
const record = (v: unknown): Record<string, unknown> | null =>
  typeof v === "object" && v !== null ? (v as Record<string, unknown>) : null;

/** Reads a conversation of a file or of the database; null when it is none. Nothing in it is trusted. */
export function readTalk(v: unknown): Talk | null {
  const o = record(v);
  if (o === null || !Array.isArray(o.turns) || typeof o.id !== "string" || !/^[\w-]{1,64}$/.test(o.id)) return null;
  const turns = o.turns.slice(0, 10_000).flatMap((t, i) => readTurn(t, i + 1) ?? []);
  return {
    id: o.id,
    title: text(o.title, 200),
    model: text(o.model, 200),
    turns,
    made: count(o.made) ?? 0,
    changed: count(o.changed) ?? 0,
  };
}

function readTurn(v: unknown, id: number): Turn | null {
  const o = record(v);
  if (o === null || typeof o.question !== "string") return null;
  const error = record(o.error);
  const state = o.state === "done" || o.state === "failed" ? o.state : "stopped"; // what was under way is over
  return {
    id,
    model: text(o.model, 200),
    question: text(o.question),
    answer: text(o.answer),
    state: state === "failed" && error === null ? "stopped" : state,
    finish: text(o.finish, 40),
    error: error && new ApiError(count(error.status) ?? 0, text(error.code, 64), text(error.message, 500)),
    served: readKeptServed(o.served),
    ms: count(o.ms),
    cost: typeof o.cost === "string" && /^\d{1,20}$/.test(o.cost) ? o.cost : null,
    tokens: count(o.tokens),
  };
}

function readKeptServed(v: unknown): Turn["served"] {
  if (!Array.isArray(v)) return [];
  return v.slice(0, 64).flatMap((one) => {
    const o = record(one);
    const netuid = count(o?.netuid);
    const uid = count(o?.uid);
    if (o === null || netuid === null || uid === null) return [];
    return [
      { netuid, uid, hotkey: text(o.hotkey, 128), request: text(o.request, 128), attempts: count(o.attempts) ?? 1, share: count(o.share) },
    ];
  });
}

/** A file of conversations. */
export const exportTalks = (talks: readonly Talk[]): string =>
  JSON.stringify({ format: "tianwang-chat", version: 1, talks: talks.map((t) => ({ ...t, turns: t.turns.map(plain) })) }, null, 2);

/** A conversation as Markdown, for people. */
export const talkMarkdown = (talk: Talk, title: string, you: string): string =>
  [`# ${title}`, ...talk.turns.flatMap((t) => [`### ${you}`, t.question, `### ${t.model}`, t.answer])].join("\n\n").concat("\n");

/** Reads a file of conversations; null when it is none. */
export function importTalks(file: string): Talk[] | null {
  try {
    const o = record(JSON.parse(file));
    if (o?.format !== "tianwang-chat" || !Array.isArray(o.talks)) return null;
    return o.talks.slice(0, MOST).flatMap((v) => readTalk(v) ?? []);
  } catch {
    return null;
  }
}
