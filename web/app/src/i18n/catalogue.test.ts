import { expect, test } from "vitest";
import { en } from "./en";
import { zh } from "./zh";

const sources = import.meta.glob(["../**/*.{ts,tsx}", "!./**", "!../**/*.test.ts"], { query: "?raw", import: "default", eager: true });
const code = Object.values(sources).join("\n");

/** What a source says with short names for parts of the catalogue, such as w for t.more.gov, written out. */
function writtenOut(source: string): string {
  const short = [...source.matchAll(/const (\w+) = (t(?:\.\w+)+);/g)];
  return short.map(([, name, path]) => source.replaceAll(new RegExp(`\\b${name}\\.`, "g"), `${path}.`)).join("\n");
}

/** Every path to a text: "chat.send". */
function paths(value: object, before = ""): string[] {
  return Object.entries(value).flatMap(([k, v]) => (typeof v === "object" ? paths(v, `${before}${k}.`) : [before + k]));
}

/** Groups whose keys are chosen while the page runs. */
const chosen =
  /^(errors\.codes|developers\.(names|page\.kinds|uptime\.levels|receipts\.states)|tasks|metagraph\.(columns|hints|kinds|views|viewHints)|faucet\.faults|theme|wallet\.(errors|kinds)|more\.(clock|rules\.hyper|subnet\.parts|neuron\.roles|producers\.states|gov\.(states|options)|stake)|pages\.(titles|found|col|msgs|reasons|moves|account\.tabs|validator\.tabs|subnet\.tabs))\./;

test("both languages have the same texts", () => {
  expect(paths(zh)).toEqual(paths(en));
});

test("every text is used", () => {
  const whole = `${code}\n${(Object.values(sources) as string[]).map(writtenOut).join("\n")}`;
  const unused = paths(en).filter((p) => !chosen.test(p) && !whole.includes(`t.${p}`));
  expect(unused).toEqual([]);
});

test("every text that is used exists", () => {
  const used = [...code.matchAll(/\bt((?:\.[a-z][A-Za-z]*)+)/g)].map((m) => m[1]?.slice(1) ?? "");
  const groups = paths(en).flatMap((p) => p.split(".").map((_, i, all) => all.slice(0, i + 1).join(".")));
  expect(used.filter((u) => en[u.split(".")[0] as keyof typeof en] !== undefined && !groups.includes(u))).toEqual([]);
});

test("no sentence was left in English", () => {
  const texts = (v: unknown): string[] => (typeof v === "string" ? [v] : typeof v === "object" && v ? Object.values(v).flatMap(texts) : []);
  const { tasks: _, ...rest } = zh;
  expect(texts(rest).filter((s) => /[a-z]+ [a-z]+ [a-z]+/i.test(s))).toEqual([]);
});
