import { expect, test } from "vitest";
import { chosenIn, netuidOf, placeOf, subnetPath } from "./route";

test("netuidOf reads paths of subnets", () => {
  expect(netuidOf(subnetPath(7))).toBe(7);
  expect(netuidOf("/subnets/12/")).toBe(12);
  for (const other of ["/", "/subnets", "/subnets/x", "/subnets/1/metagraph", "/subnets/-1", "/subnets/1234567"])
    expect(netuidOf(other)).toBeNull();
});

test("chosenIn knows the subnet of the market and of a page of its own", () => {
  expect([chosenIn("/subnets/4"), chosenIn("/subnets/4/rules"), chosenIn("/blocks/4")]).toEqual([4, 4, null]);
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
    ["/subnets/3/weights", "subnet", "3/weights"],
    ["/subnets/3/metagraph/", "subnet", "3/metagraph"],
    ["/neurons/tao1abc", "neuron", "tao1abc"],
    ["/coldkeys/tao1abc", "coldkey", "tao1abc"],
    ["/proposals/7", "proposal", "7"],
    ["/root", "root", ""],
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
    "/subnets/1/nope",
    "/subnets/1/weights/2",
    "/proposals/x",
  ])
    expect(placeOf(path).page, path).toBe("lost");
});
