import { expect, test } from "vitest";
import type { Block, Supply } from "../api/types";
import { blockSeconds, blocksToHalving, duration } from "./pace";

const block = (height: number, time: string): Block => ({
  height,
  time,
  hash: "",
  parent: "",
  state: "",
  proposer: "",
  txs: 0,
  events: 0,
  minted_rao: "0",
  burned_rao: "0",
});
const supply = (now: string, reward: string, halving: string): Supply => ({
  height: 1,
  supply_rao: now,
  cap_rao: "21000000000000000",
  minted_rao: now,
  burned_rao: "0",
  era: 0,
  block_reward_rao: reward,
  next_halving_rao: halving,
});

test("blockSeconds is a mean over heights", () => {
  expect(blockSeconds([block(13, "2026-01-01T00:00:36.000Z"), block(10, "2026-01-01T00:00:00.000Z")])).toBe(12);
  for (const none of [undefined, [], [block(1, "2026-01-01T00:00:00Z")], [block(2, "?"), block(1, "?")]])
    expect(blockSeconds(none)).toBeNull();
});

test("blocksToHalving rounds up, and knows when there is none", () => {
  expect(blocksToHalving(supply("0", "1000000000", "10500000000000000"))).toBe(10_500_000n);
  expect(blocksToHalving(supply("10499999500000000", "1000000000", "10500000000000000"))).toBe(1n);
  expect(blocksToHalving(supply("5", "0", "10"))).toBeNull();
  expect(blocksToHalving(supply("5", "1", "0"))).toBeNull();
});

test("duration uses a unit that fits", () => {
  expect(duration(10_500_000 * 12, "en")).toBe("4 years");
  expect(duration(100, "en")).toBe("100 seconds");
  expect(duration(3 * 86_400, "zh-CN")).toBe("3天");
  expect(duration(0, "en")).toBe("0 seconds");
});
