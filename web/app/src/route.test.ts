import { expect, test } from "vitest";
import { netuidOf, placeOf, subnetPath } from "./route";

test("netuidOf reads paths of subnets", () => {
  expect(netuidOf(subnetPath(7))).toBe(7);
  expect(netuidOf("/subnets/12/")).toBe(12);
  for (const other of ["/", "/subnets", "/subnets/x", "/subnets/1/metagraph", "/subnets/-1", "/subnets/1234567"])
    expect(netuidOf(other)).toBeNull();
});

const hash = "AB".repeat(32);

test("paths name pages", () => {
  for (const [path, page, id] of [
    ["/", "market", ""],
    ["/subnets/3", "market", ""],
    ["/subnets/3/", "market", ""],
    ["/blocks", "blocks", ""],
    ["/blocks/", "blocks", ""],
    ["/blocks/41230", "block", "41230"],
    [`/blocks/${hash}`, "block", hash],
    ["/txs", "txs", ""],
    [`/txs/${hash}`, "tx", hash],
    ["/accounts/tao1abc", "account", "tao1abc"],
    ["/validators/tao1abc", "validator", "tao1abc"],
    ["/tokenomics", "tokenomics", ""],
    ["/search", "search", ""],
  ])
    expect(placeOf(path ?? ""), path).toEqual({ page, id });
});

test("what is no path of ours is lost, whatever it tries", () => {
  for (const path of [
    "/nope",
    "/blocks/x",
    "/blocks/1/2",
    "/txs/1",
    "/accounts/..%2f",
    "/accounts/<b>",
    "/constructor",
    "/constructor/1",
    "/__proto__",
    "/tokenomics/1",
    "/subnets",
    "/subnets/x",
  ])
    expect(placeOf(path).page, path).toBe("lost");
});
