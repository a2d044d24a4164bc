// Text from strangers. Everything on the chain was written by somebody; the page shows it as text and as nothing else.

// Controls, and the invisible letters that reorder, join or hide what stands beside them.
const UNSEEN = /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const LONGEST = 2000;

/** Removes what a reader cannot see, and cuts what is longer than any honest text. */
export function clean(text: string, longest = LONGEST): string {
  const seen = text.replace(UNSEEN, "");
  return seen.length <= longest ? seen : `${seen.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Cleans every string of a JSON value. */
export function cleanAll(value: unknown): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map(cleanAll);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, cleanAll(v)]));
}

/**
 * Returns how much of a growing text can be read aloud: the length of its whole sentences from `from` on, or `from` when
 * no sentence has ended yet.
 */
export function spoken(text: string, from: number): number {
  const ends = /[.!?](?=\s)|[。！？\n]/g;
  ends.lastIndex = from;
  let end = from;
  for (let m = ends.exec(text); m; m = ends.exec(text)) end = ends.lastIndex;
  return end;
}
