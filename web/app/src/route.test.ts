import { expect, test } from "vitest";
import { chosenIn, modelOf, modelPath, netuidOf, placeOf, subnetPath } from "./route";

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
    ["/developers/models", "developers", "models"],
    ["/developers/models/", "developers", "models"],
    ["/developers/models/next-byte", "model", "next-byte"],
    ["/developers/models/docs", "model", "docs"],
  ])
    expect(placeOf(path ?? ""), path).toEqual({ page, id });
});

test("every id of a model has a path, and the path has the id", () => {
  for (const id of [
    "next-byte",
    "pipe:assistant,translate-en-es",
    "org/name",
    "a//b",
    "../keys",
    "qwen2.5:7b",
    "50%",
    "a b?c=d#e",
    "天网",
    "<b>&\"'",
    "%2F",
    "x/",
  ]) {
    const url = new URL(modelPath(id), "https://example.org");
    expect(modelOf(url.pathname), id).toBe(id);
    expect(placeOf(url.pathname), id).toEqual({ page: "model", id });
    expect(`${url.search}${url.hash}`, id).toBe("");
  }
  expect(modelPath("pipe:a,b/c")).toBe("/developers/models/pipe:a,b%2Fc");
  expect(modelOf("/developers/models/org/name")).toBe("org/name");
  for (const other of ["/developers/models", "/developers/models/", "/models/x", "/developers/keys/x"]) expect(modelOf(other)).toBeNull();
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
    "/developers/nope",
    "/developers/models/%zz",
    "/developers/models/%ff",
  ])
    expect(placeOf(path).page, path).toBe("lost");
});
