import { expect, test } from "vitest";
import { basisPoints, formatTao, parseRao, parseTao } from "./amount";

test("parseRao takes digits and nothing else", () => {
  expect(parseRao("0")).toBe(0n);
  expect(parseRao("18446744073709551615")).toBe(18446744073709551615n);
  for (const bad of ["", "-1", "1.5", "1e9", "0x10", " 1", "9".repeat(21), 5, null, undefined]) expect(parseRao(bad)).toBeNull();
});

test("formatTao keeps every rao", () => {
  expect(formatTao(0n, "en")).toBe("0");
  expect(formatTao(1n, "en")).toBe("0.000000001");
  expect(formatTao(1_000_000_000n, "en")).toBe("1");
  expect(formatTao(21_000_000_000_000_001n, "en")).toBe("21,000,000.000000001");
  expect(formatTao(18446744073709551615n, "zh-CN")).toBe("18,446,744,073.709551615");
  expect(formatTao(-1_500_000_000n, "en")).toBe("-1.5");
});

test("formatTao cuts decimals and never rounds up", () => {
  expect(formatTao(1_999_999_999n, "en", 2)).toBe("1.99");
  expect(formatTao(1_000_000_001n, "en", 4)).toBe("1");
  expect(formatTao(99_999n, "en", 4)).toBe("<0.0001");
  expect(formatTao(999_999_999n, "en", 0)).toBe("<1");
});

test("basisPoints does without floats", () => {
  expect(basisPoints(1n, 3n)).toBe(3333);
  expect(basisPoints(21_000_000_000_000_000n, 21_000_000_000_000_000n)).toBe(10_000);
  expect(basisPoints(1n, 0n)).toBe(0);
});

test("amounts that people write", () => {
  expect(parseTao(" 1,000.5 ")).toBe(1_000_500_000_000n);
  expect(parseTao("0.000000001")).toBe(1n);
  expect(parseTao("7.")).toBe(7_000_000_000n);
  for (const wrong of ["", "abc", "-1", "1e30", "1.0000000001", "999999999999999", ".5"]) expect(parseTao(wrong), wrong).toBeNull();
});
