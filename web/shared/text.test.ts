import { expect, test } from "vitest";
import { clean, cleanAll, spoken } from "./text";

test("clean removes what cannot be seen", () => {
  expect(clean("a\u202eb\u200bc\u0000d\ufeffe\u{e0041}f\u2066g")).toBe("abcdefg");
  expect(clean("天网 – naïve 👍 العربية")).toBe("天网 – naïve 👍 العربية");
});

test("clean cuts what is too long, not through a letter", () => {
  expect(clean("abcdef", 3)).toBe("abc…");
  expect(clean("ab👍cd", 3)).toBe("ab…");
});

test("cleanAll reaches every string", () => {
  expect(cleanAll({ a: ["x\u200b", { b: "\u202ey" }], n: 1, t: true, z: null })).toEqual({ a: ["x", { b: "y" }], n: 1, t: true, z: null });
});

test("spoken waits for whole sentences", () => {
  expect(spoken("It costs 3.", 0)).toBe(0);
  expect(spoken("It costs 3.5 TAO. And", 0)).toBe(17);
  expect(spoken("好的。再见！还", 0)).toBe(6);
  expect(spoken("One. Two. Thr", 4)).toBe(9);
  expect(spoken("One. Two", 4)).toBe(4);
});
