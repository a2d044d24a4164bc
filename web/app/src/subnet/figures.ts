// What the pages about a subnet add up.

import { parseRao } from "@shared/amount";
import type { Neuron, Subnet } from "../api/types";

/** What a subnet pays in a day if every epoch is like the last, in rao; null while the pace of blocks is not known. */
export function perDay(s: Pick<Subnet, "emission_rao" | "tempo">, blockSeconds: number | null): bigint | null {
  const paid = parseRao(s.emission_rao);
  if (paid === null || blockSeconds === null || blockSeconds <= 0 || s.tempo <= 0) return null;
  const epochs = 86_400 / (blockSeconds * s.tempo);
  return (paid * BigInt(Math.round(epochs * 1_000))) / 1_000n;
}

/** The sum of a figure over all neurons. */
export const sumOf = (s: Pick<Subnet, "neurons">, f: (n: Neuron) => number) => s.neurons.reduce((sum, n) => sum + f(n), 0);

/** The incentives of those that have any, the largest first. */
export const incentives = (all: readonly Neuron[]) =>
  all
    .map((n) => n.incentive)
    .filter((v) => v > 0)
    .sort((a, b) => b - a);

/** What a coldkey holds in a subnet. */
export interface Holder {
  coldkey: string;
  miners: number;
  incentive: number;
}

/** Miners by coldkey, those with most of them first, and of these the best paid. */
export function holders(all: readonly Neuron[]): Holder[] {
  const by = new Map<string, Holder>();
  for (const n of all) {
    if (n.incentive === 0 && !n.axon) continue;
    const h = by.get(n.coldkey) ?? { coldkey: n.coldkey, miners: 0, incentive: 0 };
    by.set(n.coldkey, { ...h, miners: h.miners + 1, incentive: h.incentive + n.incentive });
  }
  return [...by.values()].sort((a, b) => b.miners - a.miners || b.incentive - a.incentive || (a.coldkey < b.coldkey ? -1 : 1));
}

/** What is known of the value of a hyperparameter: an amount, a proportion, a length of time, a switch, or nothing special. */
export type Unit = "rao" | "part" | "millionths" | "blocks" | "epochs" | "switch" | "plain";

const units: Readonly<Record<string, Unit>> = {
  tempo: "blocks",
  kappa: "part",
  bonds_moving_average: "millionths",
  max_weight_limit: "part",
  immunity_period: "blocks",
  activity_cutoff: "blocks",
  weights_rate_limit: "blocks",
  serving_rate_limit: "blocks",
  commit_reveal: "switch",
  reveal_period: "epochs",
  burn_registration: "switch",
  work_registration: "switch",
  registration_half_life: "blocks",
  registration_increase: "millionths",
  min_burn: "rao",
  max_burn: "rao",
  liquid_alpha: "switch",
  alpha_low: "part",
  alpha_high: "part",
  bonds_reset: "switch",
};

/** The unit of a hyperparameter, by the chain's own name for it. */
export const unitOf = (name: string): Unit => (Object.hasOwn(units, name) ? (units[name] ?? "plain") : "plain");
