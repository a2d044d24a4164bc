// How the table of neurons is ordered.

import { parseRao } from "@shared/amount";
import type { Neuron } from "../api/types";
import { isValidator, updatedAgo } from "../subnets/facts";

export const columns = [
  "uid",
  "name",
  "hotkey",
  "stake",
  "permit",
  "trust",
  "consensus",
  "incentive",
  "dividends",
  "vtrust",
  "emission",
  "updated",
  "axon",
] as const;

export type Column = (typeof columns)[number];

export interface Order {
  by: Column;
  down: boolean;
}

export const bestFirst: Order = { by: "incentive", down: true };

/** Columns whose first click shows the smallest first: names, and how long ago something was. */
const risesFirst: readonly Column[] = ["uid", "name", "hotkey", "axon", "updated"];

/** Reads an order from the address bar, "-stake" for the largest stake first; the usual one when there is none. */
export function parseOrder(text: string | null): Order {
  const down = text?.startsWith("-") ?? false;
  const by = columns.find((c) => c === (down ? text?.slice(1) : text));
  return by ? { by, down } : bestFirst;
}

/** Writes an order for the address bar, null for the usual one. */
export function formatOrder(o: Order): string | null {
  if (o.by === bestFirst.by && o.down === bestFirst.down) return null;
  return (o.down ? "-" : "") + o.by;
}

/** What a click on the head of a column makes of an order. */
export function nextOrder(o: Order, by: Column): Order {
  return o.by === by ? { by, down: !o.down } : { by, down: !risesFirst.includes(by) };
}

/** Returns the neurons in order. What is not known comes last either way; what is equal stays in the order of uids. */
export function sortNeurons(neurons: readonly Neuron[], o: Order, height: number): Neuron[] {
  return neurons
    .map((n) => ({ n, v: cell(n, o.by, height) }))
    .sort((a, b) => {
      if (a.v === null || b.v === null) return Number(a.v === null) - Number(b.v === null) || a.n.uid - b.n.uid;
      const c = compare(a.v, b.v);
      return (o.down ? -c : c) || a.n.uid - b.n.uid;
    })
    .map(({ n }) => n);
}

type Value = number | bigint | string;

function compare(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return collator.compare(a, b);
  return a < b ? -1 : Number(a > b);
}

const collator = new Intl.Collator("en", { numeric: true });

function cell(n: Neuron, by: Column, height: number): Value | null {
  switch (by) {
    case "name":
      return n.label || null;
    case "stake":
      return parseRao(n.stake_rao);
    case "emission":
      return parseRao(n.emission_rao);
    case "permit":
      return Number(n.permit) + Number(isValidator(n));
    case "vtrust":
      return n.validator_trust;
    case "updated":
      return updatedAgo(n, height);
    case "axon":
      return n.axon || null;
    default:
      return n[by];
  }
}
