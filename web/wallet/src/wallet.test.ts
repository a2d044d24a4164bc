import { formatTao } from "@shared/amount";
import { SUBMIT, VOTE } from "@shared/chain/gov";
import { writable } from "@shared/chain/messages";
import go from "@shared/chain/testdata/go.json";
import type { Message } from "@shared/provider/wallet";
import { expect, test } from "vitest";
import { defaults, lookalike, overLimit, type Settings } from "./data/settings";
import { en } from "./i18n/en";
import { zh } from "./i18n/zh";
import { amountFault, estimate, messageOf, ordered } from "./pages/staking";
import { isOrigin, namesSite } from "./sign/origin";
import { say } from "./sign/say";
import { places, strength } from "./start/secret";

const me = "tao1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnfe358u";

const name = (a: string) => a;

/** Fields that a sentence need not name: who signs, and what no person can judge. */
const silent =
  /^(@type|coldkey|hotkey|sender|payer|authority|proposer|depositor|voter|from_address|signature|proof|salt|nonce|height|scheme|version|metadata|all|option|expedited|denom)$/;

/** The values in a message that its sentence has to name, as they are written there. */
function named(value: unknown, key = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((v) => named(v, key));
  if (typeof value === "object" && value !== null) return Object.entries(value).flatMap(([k, v]) => named(v, k));
  if (silent.test(key) && !(key === "hotkey" && value !== go.accounts[0]?.address)) return [];
  if (["take", "proportion", "subnet_share"].includes(key)) return [`${((Number(value) / 65535) * 100).toFixed(2)} %`];
  if (["amount", "deposit", "max_fee", "max_cost", "max_price"].includes(key)) return [`${formatTao(BigInt(String(value)), "en")} TAO`];
  return [String(value)];
}

test("every message of the chain has a sentence in both languages, with its amounts and addresses", () => {
  const samples = new Map(go.messages.map((m) => [m.json["@type"], m.json as Message]));
  for (const type of writable()) expect(samples.has(type), `${type} is not in web/vectors_messages_test.go`).toBe(true);
  for (const [type, m] of samples) {
    for (const [t, lang] of [
      [en, "en"],
      [zh, "zh"],
    ] as const) {
      const words = say(t, m, name, lang)?.words;
      expect(words, `${type} has no sentence`).toBeTruthy();
      for (const value of named(m)) expect(words, type).toContain(value);
    }
  }
});

test("a proposal is explained as a whole, and long lists are counted", () => {
  const m = { "@type": SUBMIT, title: "T", initial_deposit: [{ denom: "rao", amount: "5" }], messages: [] as unknown[] };
  expect(say(en, m, name, "en")).toMatchObject({ leaves: 5n });
  expect(say(en, { ...m, messages: [{ "@type": "/evil.v1.MsgDrain" }] }, name, "en")).toBeNull();
  expect(say(en, { ...m, messages: [m] }, name, "en")).toBeNull();
  expect(say(en, { ...m, initial_deposit: [{ denom: "x", amount: "5" }] }, name, "en")).toBeNull();
  expect(say(en, { "@type": VOTE, proposal_id: "1", option: "maybe" }, name, "en")).toBeNull();
  const uids = [...Array(20).keys()];
  const weights = { "@type": "/tianwang.weights.v1.MsgSetWeights", hotkey: "H", netuid: 1, uids, weights: uids };
  expect(say(en, weights, name, "en")?.words).toMatch(/UID 7 7, and 12 more$/);
});

test("every message that people send has a sentence, and what nobody explained has none", () => {
  const said = (m: Record<string, unknown>) => say(en, m as { "@type": string }, name, "en");
  expect(said({ "@type": "/tianwang.stake.v1.MsgAddStake", hotkey: "V", amount: "10000000000" })).toEqual({
    words: "Stake 10 TAO on V",
    amount: 10_000_000_000n,
    leaves: 0n,
  });
  expect(said({ "@type": "/cosmos.bank.v1beta1.MsgSend", to_address: "X", amount: [{ denom: "rao", amount: "5" }] })).toMatchObject({
    leaves: 5n,
  });
  expect(said({ "@type": "/cosmos.bank.v1beta1.MsgSend", to_address: "X", amount: [{ denom: "other", amount: "5" }] })).toBeNull();
  expect(said({ "@type": "/cosmos.bank.v1beta1.MsgSend", to_address: "X", amount: "5" })).toBeNull();
  expect(said({ "@type": "/tianwang.stake.v1.MsgRemoveStake", hotkey: "V", all: true })?.words).toContain("all of your stake");
  expect(said({ "@type": "/tianwang.stake.v1.MsgSwapColdkey", coldkey: "A", new_coldkey: "B" })?.grave).toBe(true);
  expect(said({ "@type": "/cosmos.authz.v1beta1.MsgGrant" })).toBeNull();
  expect(said({ "@type": "/tianwang.escrow.v1.MsgOpen", gateway: { a: 1 }, deposit: "3" })?.leaves).toBe(3n);
});

test("origins and texts for signing in", () => {
  for (const good of ["https://a.example", "http://127.0.0.1:8080"]) expect(isOrigin(good)).toBe(true);
  for (const bad of ["null", "", "https://a.example/", "file://", "chrome-extension://x", "https://A.example", "https://a.example:443"]) {
    expect(isOrigin(bad), bad).toBe(false);
  }
  expect(namesSite("a.example wants you to sign in\nURI: https://a.example/x", "https://a.example")).toBe(true);
  for (const bad of ["b.example wants", "a.example.evil wants", "https://a.example.evil/", "nota.example", "http://a.example/"]) {
    expect(namesSite(bad, "https://a.example"), bad).toBe(false);
  }
});

test("look-alikes have the ends of a contact and another middle", () => {
  const book = [{ name: "Ann", address: me }];
  expect(lookalike(me, book)).toBeNull();
  expect(lookalike(`${me.slice(0, 10)}zzzzzzzz${me.slice(18)}`, book)?.name).toBe("Ann");
  expect(lookalike(`tao1zzzz${me.slice(8)}`, book)).toBeNull();
});

test("the limit counts what left in the last day", () => {
  const s: Settings = { ...defaults, limit: 10n, spent: [{ at: 0, rao: 9n }] };
  expect(overLimit(s, 1n, 1)).toBe(false);
  expect(overLimit(s, 2n, 1)).toBe(true);
  expect(overLimit(s, 2n, 24 * 60 * 60_000)).toBe(false);
  expect(overLimit({ ...s, limit: null }, 100n, 1)).toBe(false);
});

test("amounts to stake, with the number that is allowed", () => {
  expect(amountFault(null, 5n, 0n)?.kind).toBe("zero");
  expect(amountFault(0n, 5n, 0n)?.kind).toBe("zero");
  expect(amountFault(6n, 5n, 0n)).toEqual({ kind: "most", rao: 5n });
  expect(amountFault(1n, 5n, 2n)).toEqual({ kind: "least", rao: 2n });
  expect(amountFault(5n, 5n, 2n)).toBeNull();
  expect(estimate(365_000_000n, 0.1)).toBe(2_999_935n);
  expect(estimate(1n, Number.NaN)).toBe(0n);
  expect(messageOf("move", "c", "a", "b", 5n, true)).toMatchObject({ from: "a", to: "b", amount: "0", all: true });
  expect(messageOf("stake", "c", "a", "", 5n, false)).toMatchObject({ hotkey: "a", amount: "5" });
});

test("validators that pay come first, then the better, then the smaller", () => {
  const v = (hotkey: string, apr: number, share: number, permit = true, window_blocks = 1000) => ({
    hotkey,
    apr,
    window_blocks,
    share,
    take: 0,
    stake_rao: "0",
    uptime: permit ? 1 : null,
    seats: [{ netuid: 1, permit }],
  });
  expect(ordered([v("idle", 9, 0, false), v("big", 1, 0.9), v("small", 1, 0.1), v("best", 2, 0.5)]).map((x) => x.hotkey)).toEqual([
    "best",
    "small",
    "big",
    "idle",
  ]);
  const lucky = [v("big", 0.1, 0.9), v("absurd", 1e6, 0.5), v("young", 0.2, 0.1, true, 5), v("good", 0.3, 0.2)];
  expect(ordered(lucky).map((x) => x.hotkey)).toEqual(["good", "big", "young", "absurd"]);
});

test("passwords and places of words", () => {
  expect(strength("short", 10)).toBe(0);
  expect(strength("aaaaaaaaaaaa", 10)).toBe(1);
  expect(strength("correct horse 9 Battery!", 10)).toBe(3);
  expect(places(24, () => 0)).toEqual([1, 2, 3]);
  for (let i = 0; i < 100; i++) expect(new Set(places(12)).size).toBe(3);
});
