// The worker that holds the keys. It answers what Keeper can do, and tells when the wallet locked.
import { Keeper } from "./keeper";
import { browserStore } from "./store";
import { KeeperError } from "./terms";

const LOCKS = new BroadcastChannel("tianwang.wallet"); // of all tabs of this origin

const keeper = new Keeper(browserStore(), Date.now, () => {
  postMessage({ locked: true });
  LOCKS.postMessage("lock");
});

LOCKS.onmessage = (e) => {
  if (e.data === "lock") void keeper.lock();
  if (e.data === "changed") postMessage({ changed: true });
};

const calls = ["state", "generate", "create", "unlock", "lock", "touch", "addAccount", "watch", "sign", "reveal", "remove"] as const;
const changing = new Set<string>(["create", "addAccount", "watch", "remove"]);

/** What a page may call. */
export type Calls = Pick<Keeper, (typeof calls)[number]>;

addEventListener("message", async (e: MessageEvent) => {
  const { id, call, args } = e.data as { id: number; call: (typeof calls)[number]; args: unknown[] };
  try {
    if (!calls.includes(call)) throw new Error(`no such call: ${call}`);
    const result = await (keeper[call] as (...a: unknown[]) => Promise<unknown>).apply(keeper, args);
    if (changing.has(call)) LOCKS.postMessage("changed");
    postMessage({ id, result });
  } catch (err) {
    postMessage({ id, fault: err instanceof KeeperError ? err.fault : null, message: err instanceof Error ? err.message : String(err) });
  }
});
