import { expect, test } from "vitest";
import { neuron } from "./neuron.fixture";
import { bestFirst, columns, formatOrder, nextOrder, parseOrder, sortNeurons } from "./sort";

const some = [
  neuron(2, { label: "miner-10", stake_rao: "9007199254740993", incentive: 0.1, updated_at: 50 }),
  neuron(0, { label: "miner-9", stake_rao: "9007199254740992", incentive: 0.1 }),
  neuron(1, { stake_rao: "5", incentive: 0.7, updated_at: 90 }),
];
const order = (by: Parameters<typeof nextOrder>[1], down: boolean) => sortNeurons(some, { by, down }, 100).map((n) => n.uid);

test("shares, with equals in the order of uids either way", () => {
  expect(order("incentive", true)).toEqual([1, 0, 2]);
  expect(order("incentive", false)).toEqual([0, 2, 1]);
});

test("stakes beyond what floats can tell apart", () => {
  expect(order("stake", true)).toEqual([2, 0, 1]);
});

test("names as people count, and what is unknown last either way", () => {
  expect(order("name", false)).toEqual([0, 2, 1]);
  expect(order("name", true)).toEqual([2, 0, 1]);
  expect(order("updated", false)).toEqual([1, 2, 0]);
  expect(order("updated", true)).toEqual([2, 1, 0]);
});

test("every column sorts, and the input stays as it was", () => {
  for (const by of columns) expect(order(by, true)).toHaveLength(3);
  expect(some.map((n) => n.uid)).toEqual([2, 0, 1]);
});

test("an order survives the address bar", () => {
  for (const by of columns) {
    for (const down of [true, false]) expect(parseOrder(formatOrder({ by, down }))).toEqual({ by, down });
  }
  expect(formatOrder(bestFirst)).toBeNull();
  for (const bad of [null, "", "-", "nonsense", "--uid", "__proto__"]) expect(parseOrder(bad)).toEqual(bestFirst);
});

test("a second click turns the order round", () => {
  expect(nextOrder(bestFirst, "stake")).toEqual({ by: "stake", down: true });
  expect(nextOrder({ by: "stake", down: true }, "stake")).toEqual({ by: "stake", down: false });
  expect(nextOrder(bestFirst, "name")).toEqual({ by: "name", down: false });
});
