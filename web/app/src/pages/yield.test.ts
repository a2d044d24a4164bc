import { parseTao } from "@shared/amount";
import { ratePercent, YOUNG } from "@shared/yield";
import { expect, test } from "vitest";
import type { Validator } from "../api/history";
import { DAYS, earns, nextOrder, parseOrder, ranked, sortValidators } from "./yield";

const validator = (hotkey: string, stake: string, apr: number, label?: string): Validator => ({
  hotkey,
  ...(label ? { label } : {}),
  owner: "o",
  stake_rao: stake,
  own_stake_rao: "0",
  share: 0,
  take: 0.1,
  nominators: 0,
  seats: [],
  return: 0,
  window_blocks: 1,
  apr,
  apy: null,
  uptime: hotkey === "b" ? null : apr,
});

const all = ranked([
  validator("b", "9007199254740993", 0.1, "Zed"),
  validator("a", "9007199254740994", 0.3),
  validator("c", "1", 0.2, "amy"),
]);

test("ranks are by stake, to the last rao", () => {
  expect(all.map((v) => v.hotkey)).toEqual(["a", "b", "c"]);
});

test("validators sort by any column, and keep their ranks where they are equal", () => {
  const by = (text: string | null) => sortValidators(all, parseOrder(text)).map((v) => v.rank);
  expect(by(null)).toEqual([1, 2, 3]);
  expect(by("-apr")).toEqual([1, 3, 2]);
  expect(by("stake")).toEqual([3, 2, 1]);
  expect(by("validator")).toEqual([1, 3, 2]);
  expect(by("take")).toEqual([1, 2, 3]);
  expect(by("-uptime")).toEqual([1, 3, 2]); // the last has no permit
  expect(by("-nonsense")).toEqual([1, 2, 3]);
});

test("a click turns the order round, and begins with what people look for", () => {
  expect(nextOrder(parseOrder(null), "apr")).toBe("-apr");
  expect(nextOrder(parseOrder("-apr"), "apr")).toBe("apr");
  expect(nextOrder(parseOrder("-apr"), "take")).toBe("take");
  expect(nextOrder(parseOrder("-apr"), "rank")).toBeNull();
  expect(nextOrder(parseOrder(null), "rank")).toBe("-rank");
});

test("a year is 365 days, to the rao", () => {
  const rao = parseTao("1000") ?? 0n;
  expect(earns(rao, 0.365, DAYS.day)).toBe(1_000_000_000n);
  expect(earns(rao, 0.365, DAYS.year)).toBe(365n * earns(rao, 0.365, DAYS.day));
  for (const none of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(earns(rao, none, DAYS.year)).toBe(0n);
});

test("rates that say nothing are not shown", () => {
  expect(ratePercent(0.1234, "en")).toBe("12.34%");
  expect(ratePercent(null, "en")).toBeNull();
  expect(ratePercent(1e12, "en")).toBeNull();
  expect(ratePercent(0.1, "en", YOUNG - 1)).toBeNull();
  expect(ratePercent(0.1, "en", YOUNG)).toBe("10.00%");
});
