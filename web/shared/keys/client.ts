// The page's side of the worker that holds the keys.
import { type Fault, KeeperError } from "./terms";
import type { Calls } from "./worker";
import url from "./worker?worker&url";

/** Hears what the worker says without being asked. */
export interface Listener {
  locked(): void;
  changed(): void;
}

/** What the worker says: an answer with a number, or news. */
interface Said {
  id?: number;
  result?: unknown;
  fault?: Fault | null;
  message?: string;
  locked?: boolean;
  changed?: boolean;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The only address that may become a script here is that of the worker. */
function workerURL(): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  const rules = {
    createScriptURL: (asked: string) => {
      if (asked !== url) throw new TypeError("not the worker");
      return asked;
    },
  };
  return (types?.createPolicy("tianwang-keys", rules) ?? rules).createScriptURL(url);
}

/** Starts the worker. */
export function startKeeper(listener: Listener): Calls {
  const worker = new Worker(workerURL(), { type: "module" });
  const waiting = new Map<number, { resolve(v: unknown): void; reject(e: unknown): void }>();
  let last = 0;
  worker.onmessage = (e) => {
    const { id, result, fault, message, locked, changed } = e.data as Said;
    if (locked) listener.locked();
    if (changed) listener.changed();
    const w = id === undefined ? undefined : waiting.get(id);
    if (w === undefined || id === undefined) return;
    waiting.delete(id);
    if (message === undefined) w.resolve(result);
    else w.reject(fault == null ? new Error(message) : new KeeperError(fault, message));
  };
  const call = (name: string, args: unknown[]) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call: name, args });
    });
  return new Proxy({} as Calls, { get: (_, name) => (name === "then" ? undefined : (...args: unknown[]) => call(String(name), args)) });
}
