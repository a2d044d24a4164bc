// Which columns of the table a reader wants to see, and the two ways of looking at it that most people want.
import { keep, recall } from "@shared/memory";
import type { Neuron } from "../api/types";
import type { Wanted } from "./filter";
import { type Column, columns, type Order } from "./sort";

/** The key under which a browser keeps the columns that are hidden. */
const KEY = "tianwang.metagraph.hidden";

/** The column that says which neuron a row is about; it cannot be hidden. */
export const FIXED: Column = "uid";

/** Reads hidden columns; what is unknown, or may not be hidden, is left out. */
export function parseHidden(text: string | null): Column[] {
  const names = (text ?? "").split(",");
  return columns.filter((c) => c !== FIXED && names.includes(c));
}

/** Hides a column, or shows it again. */
export function toggle(hidden: readonly Column[], c: Column): Column[] {
  return parseHidden((hidden.includes(c) ? hidden.filter((h) => h !== c) : [...hidden, c]).join(","));
}

export const recallHidden = () => parseHidden(recall(KEY));
export const keepHidden = (hidden: readonly Column[]) => keep(KEY, hidden.join(","));

export const presets = ["validators", "miners"] as const;
export type Preset = (typeof presets)[number];

/** A way to look at the table: whom it shows, in which order, with which columns hidden. */
export interface View {
  kind: Wanted["kind"];
  order: Order;
  hidden: readonly Column[];
}

/** Validators by the stake behind them, without what only miners have; miners from the one that earns least, and the reverse. */
export const views: Record<Preset, View> = {
  validators: { kind: "validators", order: { by: "stake", down: true }, hidden: ["trust", "consensus", "incentive", "axon"] },
  miners: { kind: "miners", order: { by: "incentive", down: false }, hidden: ["permit", "dividends", "vtrust", "updated"] },
};

/** The view that the table has now; null for one of the reader's own. */
export function viewOf(kind: Wanted["kind"], order: Order, hidden: readonly Column[]): Preset | null {
  const same = (v: View) =>
    v.kind === kind && v.order.by === order.by && v.order.down === order.down && v.hidden.join() === parseHidden(hidden.join()).join();
  return presets.find((p) => same(views[p])) ?? null;
}

/** Whether a neuron cannot be replaced yet at a height. */
export const isImmune = (n: Neuron, height: number) => n.immune_until > height;
