import { expect, test } from "vitest";
import { netuidOf, subnetPath } from "./route";

test("netuidOf reads paths of subnets", () => {
  expect(netuidOf(subnetPath(7))).toBe(7);
  expect(netuidOf("/subnets/12/")).toBe(12);
  for (const other of ["/", "/subnets", "/subnets/x", "/subnets/1/metagraph", "/subnets/-1", "/subnets/1234567"])
    expect(netuidOf(other)).toBeNull();
});
