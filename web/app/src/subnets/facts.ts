// What a page says of a subnet beyond what the API states outright.

import type { Neuron, Subnet } from "../api/types";

/** A neuron that published where it serves. */
export const isMiner = (n: Neuron) => n.axon !== undefined && n.axon !== "";

/** A neuron that may judge and has judged since it was registered. */
export const isValidator = (n: Neuron) => n.permit && n.updated_at > n.registered_at;

/** Blocks since a neuron set weights; null when it never did. */
export function updatedAgo(n: Neuron, height: number): number | null {
  return n.updated_at > n.registered_at ? Math.max(0, height - n.updated_at) : null;
}

/** The neuron that the consensus ranks first; null when it ranks none. */
export function best(neurons: readonly Neuron[]): Neuron | null {
  let first: Neuron | null = null;
  for (const n of neurons) {
    if (n.incentive > (first?.incentive ?? 0)) first = n;
  }
  return first;
}

export interface Progress {
  left: number; // blocks to the end of the epoch
  part: number; // of the epoch that is over, 0 to 1
}

/** How far the running epoch is at a height. */
export function progress(s: Pick<Subnet, "due_at" | "tempo">, height: number): Progress {
  const left = Math.max(0, s.due_at - height);
  const part = s.tempo > 0 ? 1 - left / s.tempo : 0;
  return { left, part: Math.min(1, Math.max(0, part)) };
}
