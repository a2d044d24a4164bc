// What a search is for, and where what it found is.

import type { Found } from "../api/history";

/** What was typed or pasted, without what came with it by accident: spaces around it, and breaks within a key. */
export function wanted(text: string): string {
  const trimmed = text.trim();
  const joined = trimmed.replace(/\s+/g, "");
  return /^(tao1[a-z0-9]{38}|[0-9a-f]{64}|[\d,]+)$/i.test(joined) ? joined.replaceAll(",", "") : trimmed;
}

/** The page of something that was found; null for what has none. */
export function pathOf(f: Found): string | null {
  const paths: Record<string, string> = {
    block: "/blocks/",
    tx: "/txs/",
    account: "/accounts/",
    hotkey: "/validators/",
    subnet: "/subnets/",
  };
  return Object.hasOwn(paths, f.kind) ? paths[f.kind] + encodeURIComponent(f.id) : null;
}
