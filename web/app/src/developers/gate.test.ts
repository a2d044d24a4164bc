import { expect, test } from "vitest";
import { base64OfHex, byDay, type Channel, daysAgo, leftOf, sumUsage, type Usage } from "./gate";

const now = Date.UTC(2026, 2, 1, 12);
const row = (day: string, model: string, cost: string, requests = 1, failed = 0): Usage => ({
  day,
  key: "k",
  name: "n",
  model,
  requests,
  failed,
  bytes_in: 0,
  bytes_out: 0,
  cost_rao: cost,
});
const rows = [row("2026-02-28", "a", "5"), row("2026-03-01", "a", "9007199254740993", 2, 1), row("2026-03-01", "b", "1")];

test("sums are exact, and begin where they are asked to", () => {
  expect(sumUsage(rows)).toEqual({ requests: 4, failed: 1, cost: 9007199254740999n });
  expect(sumUsage(rows, "2026-03-01")).toMatchObject({ requests: 3, cost: 9007199254740994n });
});

test("every day has a place", () => {
  expect(daysAgo(1, now)).toBe("2026-02-28");
  expect(byDay(rows, 3, now).map((d) => [d.day, [...d.models.keys()].join(), d.sum])).toEqual([
    ["2026-02-27", "", 0n],
    ["2026-02-28", "a", 5n],
    ["2026-03-01", "a,b", 9007199254740994n],
  ]);
});

test("what is left is never below nothing", () => {
  const c = { deposit: "10", spent: "7", reserved: "2" } as Channel;
  expect(leftOf(c)).toBe(1n);
  expect(leftOf({ ...c, spent: "11" })).toBe(0n);
  expect(base64OfHex("02ff00")).toBe("Av8A");
});
