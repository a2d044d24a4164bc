// Which account was connected, so that a visit goes on where the last one ended. It is no secret and no permission: the
// wallet asks for its own.

import { addressFault } from "@shared/address";
import { keep, recall } from "@shared/memory";
import { type Account, type Kind, kinds } from "@shared/provider/wallet";
import { clean } from "@shared/text";

const KEY = "tianwang.wallet";

/** Reads the kept connection; null when there is none, or none that makes sense. */
export function keptConnection(): { kind: Kind; account: Account } | null {
  let kept: unknown;
  try {
    kept = JSON.parse(recall(KEY) ?? "null");
  } catch {
    return null;
  }
  if (typeof kept !== "object" || kept === null) return null;
  const { kind, address, publicKey, name } = kept as Record<string, unknown>;
  const known = kinds.find((k) => k === kind);
  if (known === undefined || typeof address !== "string" || addressFault(address) !== null) return null;
  if (typeof publicKey !== "string" || typeof name !== "string") return null;
  return { kind: known, account: { address, publicKey, name: clean(name, 40) } };
}

/** Keeps a connection, or forgets it. */
export function keepConnection(held: { kind: Kind; account: Account } | null): void {
  keep(KEY, JSON.stringify(held === null ? null : { kind: held.kind, ...held.account }));
}
