// How strong a password is, roughly: how many letters of how many kinds, less what repeats.

/** 0 too short, 1 weak, 2 fair, 3 strong. */
export function strength(password: string, least: number): 0 | 1 | 2 | 3 {
  const letters = [...password];
  if (letters.length < least) return 0;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/].filter((k) => k.test(password)).length;
  const different = new Set(letters).size;
  const score = different + (letters.length - least) / 2 + 2 * kinds;
  return different < 5 || score < 12 ? 1 : score < 18 ? 2 : 3;
}

/** Three different places of a phrase, in order, chosen by chance. */
export function places(
  length: number,
  chance: () => number = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
): number[] {
  const all = Array.from({ length }, (_, i) => i + 1);
  const out: number[] = [];
  while (out.length < 3) out.push(...all.splice(Math.floor(chance() * all.length), 1));
  return out.sort((a, b) => a - b);
}
