// Which neurons the table shows.

import type { Neuron } from "../api/types";
import { isMiner, isValidator } from "../subnets/facts";

export const kinds = ["all", "miners", "validators"] as const;

export interface Wanted {
  kind: (typeof kinds)[number];
  text: string; // a uid, or a part of a name, a key or an address; "" for all
}

export const everybody: Wanted = { kind: "all", text: "" };

/** Whether a neuron is wanted. */
export function wants(w: Wanted, n: Neuron): boolean {
  if (w.kind === "miners" && !isMiner(n)) return false;
  if (w.kind === "validators" && !isValidator(n)) return false;
  const text = w.text.trim().toLowerCase();
  if (/^\d{1,5}$/.test(text)) return n.uid === Number(text);
  return text === "" || [n.label, n.hotkey, n.coldkey, n.axon].some((s) => s?.toLowerCase().includes(text));
}
