import { afterEach, expect, test, vi } from "vitest";
import { neuron } from "./neuron.fixture";
import { columns, sortNeurons } from "./sort";
import { FIXED, isImmune, keepHidden, parseHidden, presets, recallHidden, toggle, viewOf, views } from "./view";

afterEach(() => vi.unstubAllGlobals());

test("hidden columns survive a visit, and what was kept is not trusted", () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => kept.set(k, v) });
  expect(recallHidden()).toEqual([]);
  keepHidden(["axon", "trust"]);
  expect(recallHidden()).toEqual(["trust", "axon"]);
  expect(parseHidden("uid,axon,nonsense,axon,__proto__")).toEqual(["axon"]);
});

test("a column is hidden and shown again, but never the one that says which row it is", () => {
  expect(toggle([], "stake")).toEqual(["stake"]);
  expect(toggle(["stake", "axon"], "stake")).toEqual(["axon"]);
  expect(toggle([], FIXED)).toEqual([]);
});

test("views are told from what the reader changed", () => {
  for (const p of presets) {
    const { kind, order, hidden } = views[p];
    expect(viewOf(kind, order, hidden)).toBe(p);
    expect(viewOf(kind, { ...order, down: !order.down }, hidden)).toBeNull();
    expect(viewOf("all", order, hidden)).toBeNull();
    expect(viewOf(kind, order, [])).toBeNull();
    expect(parseHidden(hidden.join())).toEqual(columns.filter((c) => hidden.includes(c)));
    expect(hidden).not.toContain(order.by);
  }
});

test("the view of miners begins with the one that earns least", () => {
  const some = [neuron(0, { incentive: 0.5 }), neuron(1, { incentive: 0.1 }), neuron(2, { incentive: 0.4 })];
  expect(sortNeurons(some, views.miners.order, 10).map((n) => n.uid)).toEqual([1, 2, 0]);
});

test("a neuron is immune up to its height", () => {
  expect(isImmune(neuron(0, { immune_until: 10 }), 9)).toBe(true);
  expect(isImmune(neuron(0, { immune_until: 10 }), 10)).toBe(false);
});
