import { expect, test } from "vitest";
import { changeOf } from "./payments";

const event = (name: string, fields: Record<string, string>) => ({
  kind: `tianwang.escrow.v1.${name}`,
  attributes: Object.entries(fields).map(([k, v]) => [k, JSON.stringify(v)]),
});

test("what a transaction does to a channel", () => {
  const opened = event("EventOpened", { channel: "7", deposit: "10" });
  const more = event("EventToppedUp", { channel: "7", amount: "5" });
  const paid = event("EventSettled", { channel: "7", paid: "12" });
  const other = event("EventSettled", { channel: "8", paid: "99" });
  expect(changeOf([opened, more], "7")).toBe(15n);
  expect(changeOf([paid, other], "7")).toBe(-12n);
  expect(changeOf([other], "7")).toBeNull();
  expect(changeOf([{ kind: "tx", attributes: [["channel", "7"]] }], "7")).toBeNull();
  expect(changeOf("nonsense", "7")).toBeNull();
});
