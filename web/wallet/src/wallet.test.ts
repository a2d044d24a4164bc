import { expect, test } from "vitest";
import { defaults, lookalike, overLimit, type Settings } from "./data/settings";
import { en } from "./i18n/en";
import { amountFault, estimate, messageOf, ordered } from "./pages/staking";
import { isOrigin, namesSite } from "./sign/origin";
import { say } from "./sign/say";
import { places, strength } from "./start/secret";

const me = "tao1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnfe358u";

test("every message that people send has a sentence, and what nobody explained has none", () => {
  const name = (a: string) => a;
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
  expect(said({ "@type": "/tianwang.stake.v1.MsgSwapColdkey" })).toBeNull();
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
  const v = (hotkey: string, apr: number, share: number, permit = true) => ({
    hotkey,
    apr,
    share,
    take: 0,
    stake_rao: "0",
    seats: [{ netuid: 1, permit }],
  });
  expect(ordered([v("idle", 9, 0, false), v("big", 1, 0.9), v("small", 1, 0.1), v("best", 2, 0.5)]).map((x) => x.hotkey)).toEqual([
    "best",
    "small",
    "big",
    "idle",
  ]);
});

test("passwords and places of words", () => {
  expect(strength("short", 10)).toBe(0);
  expect(strength("aaaaaaaaaaaa", 10)).toBe(1);
  expect(strength("correct horse 9 Battery!", 10)).toBe(3);
  expect(places(24, () => 0)).toEqual([1, 2, 3]);
  for (let i = 0; i < 100; i++) expect(new Set(places(12)).size).toBe(3);
});
