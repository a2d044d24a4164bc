// What became of the requests to a model, day by day.

import type { ModelDay } from "../api/types";
import { daysAgo } from "./gate";

export const DAYS = 30; // that a gateway knows

/** How well a day went: 99 % answered and more, 90 % and more, less, or nobody asked. */
export const levels = ["all", "most", "less", "none"] as const;
export type Level = (typeof levels)[number];

export function levelOf({ asked, answered }: Pick<ModelDay, "asked" | "answered">): Level {
  if (asked === 0) return "none";
  if (answered * 100 >= asked * 99) return "all";
  return answered * 10 >= asked * 9 ? "most" : "less";
}

/** The last days up to today, each of them, also those on which nobody asked. */
export function lastDays(known: readonly ModelDay[], now = Date.now()): ModelDay[] {
  return Array.from({ length: DAYS }, (_, i) => {
    const day = daysAgo(DAYS - 1 - i, now);
    return known.find((d) => d.day === day) ?? { day, asked: 0, answered: 0 };
  });
}

/** All days together. */
export function together(days: readonly ModelDay[]): { asked: number; answered: number } {
  return days.reduce((sum, d) => ({ asked: sum.asked + d.asked, answered: sum.answered + d.answered }), { asked: 0, answered: 0 });
}
