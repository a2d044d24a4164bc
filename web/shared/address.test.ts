import { expect, test } from "vitest";
import { addressFault, shorten } from "./address";

const good = "tao1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnfe358u"; // bytes 0 to 19

test("addressFault accepts an address, with white space around it", () => {
  expect(addressFault(good)).toBeNull();
  expect(addressFault(`\n ${good}\t`)).toBeNull();
});

test("addressFault names what is wrong", () => {
  expect(addressFault("  ")).toBe("empty");
  expect(addressFault(good.replace("tao1", "cosmos1"))).toBe("prefix");
  expect(addressFault(good.toUpperCase())).toBe("prefix");
  expect(addressFault(good.slice(0, -1))).toBe("length");
  expect(addressFault(good.replace("9", "b"))).toBe("letters");
});

test("addressFault finds any one letter that is wrong", () => {
  for (let i = 4; i < good.length; i++) {
    const other = good[i] === "q" ? "p" : "q";
    expect(addressFault(good.slice(0, i) + other + good.slice(i + 1))).toBe("checksum");
  }
});

test("shorten keeps both ends", () => {
  expect(shorten(good)).toBe("tao1qqqs…e358u");
  expect(shorten("short")).toBe("short");
});
