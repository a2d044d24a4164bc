import { expect, test } from "vitest";
import { DAYS, lastDays, levelOf, together } from "./days";

const now = Date.parse("2026-11-27T00:00:00Z");

test("the strip has every day up to today, in UTC", () => {
  const days = lastDays(
    [
      { day: "2026-10-28", asked: 9, answered: 9 },
      { day: "2026-10-29", asked: 4, answered: 3 },
      { day: "2026-11-27", asked: 2, answered: 2 },
      { day: "2026-11-28", asked: 7, answered: 7 },
    ],
    now,
  );
  expect(days.length).toBe(DAYS);
  expect(days[0]).toEqual({ day: "2026-10-29", asked: 4, answered: 3 });
  expect(days[1]).toEqual({ day: "2026-10-30", asked: 0, answered: 0 });
  expect(days.at(-1)).toEqual({ day: "2026-11-27", asked: 2, answered: 2 });
  expect(together(days)).toEqual({ asked: 6, answered: 5 });
  expect(lastDays([], now - 1).at(-1)?.day).toBe("2026-11-26");
});

test("a day is as good as what was answered of it", () => {
  for (const [asked, answered, level] of [
    [0, 0, "none"],
    [1, 1, "all"],
    [100, 99, "all"],
    [1000, 989, "most"],
    [10, 9, "most"],
    [1000, 899, "less"],
    [1, 0, "less"],
  ] as const)
    expect(levelOf({ asked, answered }), `${answered} of ${asked}`).toBe(level);
});
