import { expect, test } from "vitest";
import { en } from "./en";
import { zh } from "./zh";

const sources = import.meta.glob(["../**/*.{ts,tsx}", "!./**", "!../**/*.test.ts"], { query: "?raw", import: "default", eager: true });
const code = Object.values(sources).join("\n");

/** Every path to a text: "create.word". */
function paths(value: object, before = ""): string[] {
  return Object.entries(value).flatMap(([k, v]) => (typeof v === "object" ? paths(v, `${before}${k}.`) : [before + k]));
}

/** Groups whose keys are chosen while the page runs. */
const chosen = /^(theme|nav|says\.options|send\.faults|history\.kinds|create\.strength|home\.(free|staked|unbonding))\b/;

test("both languages have the same texts", () => {
  expect(paths(zh)).toEqual(paths(en));
});

test("every text is used", () => {
  const unused = paths(en).filter(
    (p) => !chosen.test(p) && !code.includes(`t.${p}`) && !(p.startsWith("says.") && code.includes(`s.${p.slice(5)}`)),
  );
  expect(unused).toEqual([]);
});

test("no sentence was left in English", () => {
  const texts = (v: unknown): string[] => (typeof v === "string" ? [v] : typeof v === "object" && v ? Object.values(v).flatMap(texts) : []);
  expect(texts(zh).filter((s) => /[a-z]+ [a-z]+ [a-z]+/i.test(s))).toEqual([]);
});
