import { expect, test } from "vitest";
import { everybody, wants } from "./filter";
import { neuron } from "./neuron.fixture";

const some = [
  neuron(1, { label: "Miner kn7", axon: "http://1.2.3.4:9001" }),
  neuron(2, { permit: true, updated_at: 9 }),
  neuron(12, { permit: true, axon: "http://1.2.3.4:9012" }),
];
const found = (w: Partial<typeof everybody>) => some.filter((n) => wants({ ...everybody, ...w }, n)).map((n) => n.uid);

test("by kind", () => {
  expect(found({})).toEqual([1, 2, 12]);
  expect(found({ kind: "miners" })).toEqual([1, 12]);
  expect(found({ kind: "validators" })).toEqual([2]);
});

test("by text: a number is a uid, the rest is looked for everywhere", () => {
  expect(found({ text: " 2 " })).toEqual([2]);
  expect(found({ text: "KN7" })).toEqual([1]);
  expect(found({ text: "tao1c12" })).toEqual([12]);
  expect(found({ text: ":9012" })).toEqual([12]);
  expect(found({ kind: "validators", text: "kn7" })).toEqual([]);
});
