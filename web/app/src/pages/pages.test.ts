import { expect, test } from "vitest";
import { en } from "../i18n/en";
import { curve } from "../parts/chart";
import { elsewhere } from "../parts/link";
import { ago } from "../parts/when";
import { countKinds } from "./columns";
import { cell, transfersCSV } from "./csv";
import { pathOf, wanted } from "./found";
import { eventsOf, failure, messagesOf, sentence } from "./message";
import { issuedIn, supplyCurve } from "./tokenomics";

const address = "tao1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";

test("a search forgives what comes with copying", () => {
  expect(wanted(` ${address.slice(0, 20)}\n ${address.slice(20)} `)).toBe(address);
  expect(wanted(" 41,230 ")).toBe("41230");
  expect(wanted(`${"aB".repeat(16)} ${"aB".repeat(16)}`)).toBe("aB".repeat(32));
  expect(wanted("  next  byte ")).toBe("next  byte");
});

test("what is found has a page, or none", () => {
  expect(pathOf({ kind: "tx", id: "AB" })).toBe("/txs/AB");
  expect(pathOf({ kind: "hotkey", id: "a/b" })).toBe("/validators/a%2Fb");
  expect(pathOf({ kind: "toString", id: "1" })).toBeNull();
});

test("cells are quoted, and formulas are text", () => {
  expect(cell("a")).toBe("a");
  expect(cell('say "a", b')).toBe('"say ""a"", b"');
  expect(cell("=1+1")).toBe("'=1+1");
});

test("a file of payments has amounts for programs and for people", () => {
  const csv = transfersCSV([{ height: 7, time: "2026-01-01T00:00:00.000Z", from: "a", to: "b", amount_rao: "1234000000001" }]);
  expect(csv.split("\r\n")).toEqual([
    "height,time,tx,from,to,amount_rao,amount_tao",
    "7,2026-01-01T00:00:00.000Z,,a,b,1234000000001,1234.000000001",
    "",
  ]);
});

test("messages are said in a sentence", () => {
  const body = {
    body: {
      messages: [
        {
          "@type": "/cosmos.bank.v1beta1.MsgSend",
          from_address: address,
          to_address: "b",
          amount: [{ denom: "rao", amount: "2500000000" }],
        },
        { "@type": "/tianwang.stake.v1.MsgRemoveStake", coldkey: "c", hotkey: "h", amount: "0", all: true },
        { "@type": "/x.MsgNew", a: 1 },
        null,
      ],
    },
  };
  const all = messagesOf(body).map((m) => sentence(en, m, "en"));
  expect(all).toEqual([`tao1qqqq…qqqqq pays 2.5 TAO to b.`, "c takes everything of stake back from h.", null, null]);
  for (const none of [null, 1, {}, { body: { messages: "x" } }]) expect(messagesOf(none)).toEqual([]);
});

test("failures are explained where we can", () => {
  expect(failure(en, "sdk", 11)).toContain("gas");
  expect(failure(en, "stake", 3)).toBeNull();
  expect(failure(en, undefined, undefined)).toBeNull();
});

test("events of any form do no harm", () => {
  expect(eventsOf([{ kind: "tx", attributes: [["a", "b"]] }, null, { attributes: 3 }])).toEqual([
    { kind: "tx", attributes: [["a", "b"]] },
    { kind: "", attributes: [] },
    { kind: "", attributes: [] },
  ]);
  expect(eventsOf("x")).toEqual([]);
});

test("kinds are counted", () => {
  expect(countKinds("MsgSend MsgSend MsgAddStake")).toEqual([
    ["MsgSend", 2],
    ["MsgAddStake", 1],
  ]);
  expect(countKinds("")).toEqual([]);
});

test("curves fill their box", () => {
  const dots = [
    { x: 0, y: 0n },
    { x: 10, y: 100n },
  ];
  expect(curve(dots, false)).toBe("M0 180L640 0");
  expect(curve(dots, true)).toBe("M0 180H640V0");
  expect(curve([], false)).toBe("");
  expect(curve([{ x: 5, y: 0n }], false)).toBe("M0 180H640");
});

test("times are said in the largest unit that fits", () => {
  const now = Date.parse("2026-11-26T12:00:00Z");
  expect(ago(now - 5_000, now, "en")).toBe("5 seconds ago");
  expect(ago(now - 3_700_000, now, "en")).toBe("1 hour ago");
  expect(ago(now - 200_000, now, "zh-CN")).toBe("3分钟前");
});

test("clicks for another tab are the browser's", () => {
  const click = { metaKey: false, ctrlKey: false, shiftKey: false, altKey: false, button: 0 };
  expect(elsewhere(click)).toBe(false);
  expect(elsewhere({ ...click, button: 1 })).toBe(true);
  expect(elsewhere({ ...click, ctrlKey: true })).toBe(true);
});

test("eras issue what lies between them", () => {
  const era = (n: number, from: string, height: number) => ({ era: n, block_reward_rao: "1", from_supply_rao: from, from_height: height });
  const eras = [era(0, "0", 0), era(1, "50", 100), era(2, "75", 200)];
  expect([0, 1, 2].map((i) => issuedIn(eras, i, "100"))).toEqual([50n, 25n, 25n]);
  const d = { height: 10, supply_rao: "9", eras } as Parameters<typeof supplyCurve>[0];
  expect(supplyCurve(d)).toEqual([
    { x: 0, y: 0n },
    { x: 10, y: 9n },
    { x: 100, y: 50n },
    { x: 200, y: 75n },
  ]);
});
