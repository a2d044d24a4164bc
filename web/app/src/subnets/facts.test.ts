import { expect, test } from "vitest";
import { neuron } from "../metagraph/neuron.fixture";
import { best, isMiner, isValidator, progress, updatedAgo } from "./facts";

test("who is what", () => {
  expect(isMiner(neuron(1, { axon: "http://1.1.1.1:1" }))).toBe(true);
  expect(isMiner(neuron(1))).toBe(false);
  expect(isValidator(neuron(1, { permit: true, registered_at: 5, updated_at: 5 }))).toBe(false);
  expect(isValidator(neuron(1, { permit: true, registered_at: 5, updated_at: 6 }))).toBe(true);
});

test("best is the neuron with the highest incentive, if anybody has any", () => {
  expect(best([neuron(0), neuron(1)])).toBeNull();
  expect(best([neuron(0), neuron(1, { incentive: 0.4 }), neuron(2, { incentive: 0.6 })])?.uid).toBe(2);
});

test("progress stays within its epoch", () => {
  expect(progress({ due_at: 100, tempo: 20 }, 90)).toEqual({ left: 10, part: 0.5 });
  expect(progress({ due_at: 100, tempo: 20 }, 130)).toEqual({ left: 0, part: 1 });
  expect(progress({ due_at: 100, tempo: 20 }, 10)).toEqual({ left: 90, part: 0 });
  expect(progress({ due_at: 100, tempo: 0 }, 10).part).toBe(0);
});

test("updatedAgo is null for who never set weights", () => {
  expect(updatedAgo(neuron(1, { registered_at: 5, updated_at: 5 }), 10)).toBeNull();
  expect(updatedAgo(neuron(1, { registered_at: 5, updated_at: 7 }), 10)).toBe(3);
  expect(updatedAgo(neuron(1, { registered_at: 5, updated_at: 11 }), 10)).toBe(0);
});
