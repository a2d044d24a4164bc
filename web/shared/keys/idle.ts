// When a wallet locks by itself: after a quarter of an hour without a sign of life, with a warning a minute before, and after
// five minutes out of sight.

export const IDLE = 15 * 60_000;
export const WARN = 14 * 60_000;
export const HIDDEN = 5 * 60_000;

/** What follows from how long nothing happened, and for how long the page was hidden; null for the time when it was not. */
export function verdict(now: number, lastSeen: number, hiddenSince: number | null): "stay" | "warn" | "lock" {
  if (hiddenSince !== null && now - hiddenSince > HIDDEN) return "lock";
  const idle = now - lastSeen;
  return idle >= IDLE ? "lock" : idle >= WARN ? "warn" : "stay";
}
