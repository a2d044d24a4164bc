import { expect, test } from "vitest";
import { neuron } from "../metagraph/neuron.fixture";
import { holders, incentives, perDay, unitOf } from "./figures";
import { receivers } from "./weights";

test("a day is as many epochs as its blocks allow", () => {
  expect(perDay({ emission_rao: "1000000000", tempo: 360 }, 12)).toBe(20_000_000_000n);
  expect(perDay({ emission_rao: "1000000000", tempo: 360 }, null)).toBeNull();
  expect(perDay({ emission_rao: "x", tempo: 360 }, 12)).toBeNull();
  expect(perDay({ emission_rao: "1", tempo: 0 }, 12)).toBeNull();
});

test("incentives go down, and those of nothing are left out", () => {
  expect(incentives([neuron(1, { incentive: 0.2 }), neuron(1, { incentive: 0 }), neuron(1, { incentive: 0.8 })])).toEqual([0.8, 0.2]);
});

test("miners are counted by owner", () => {
  const all = [
    neuron(1, { coldkey: "a", incentive: 0.5 }),
    neuron(1, { coldkey: "b", incentive: 0.25 }),
    neuron(1, { coldkey: "b", incentive: 0.125 }),
    neuron(1, { coldkey: "c", incentive: 0, axon: "" }),
  ];
  expect(holders(all)).toEqual([
    { coldkey: "b", miners: 2, incentive: 0.375 },
    { coldkey: "a", miners: 1, incentive: 0.5 },
  ]);
});

test("units are those of names we know", () => {
  expect([unitOf("min_burn"), unitOf("kappa"), unitOf("constructor"), unitOf("rho")]).toEqual(["rao", "part", "plain", "plain"]);
});

test("columns of weights are those that get most, by uid", () => {
  const rows = [
    {
      uid: 0,
      updated_at: 1,
      weights: [
        { uid: 9, share: 0.7 },
        { uid: 2, share: 0.3 },
      ],
    },
    {
      uid: 1,
      updated_at: 1,
      weights: [
        { uid: 4, share: 0.9 },
        { uid: 2, share: 0.1 },
      ],
    },
  ];
  expect(receivers(rows)).toEqual([2, 4, 9]);
  expect(receivers(rows, 2)).toEqual([4, 9]);
});
