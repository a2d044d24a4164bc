import { expect, test } from "vitest";
import { inline, parse } from "./markdown";
import { type Sign, tex } from "./tex";

/** Writes a formula in short. */
const short = (s: Sign | null): string => (s === null ? "?" : s.children ? `${s.tag}(${s.children.map(short).join("")})` : (s.text ?? ""));

test("formulas become signs", () => {
  for (const [source, want] of [
    ["x^2", "msup(x2)"],
    ["a_{ij}^2", "msubsup(amrow(ij)2)"],
    ["\\frac{1}{2}", "mfrac(mrow(1)mrow(2))"],
    ["\\sqrt[3]{x}", "mroot(mrow(x)3)"],
    ["\\sum_{i=1}^n i", "mrow(munderover(∑mrow(i=1)n)i)"],
    ["\\int_0^1 f'", "mrow(msubsup(∫01)msup(f′))"],
    ["\\alpha \\le \\beta", "mrow(α≤β)"],
    ["\\left( a \\right)", "mrow((a))"],
    ["\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", "mrow((mtable(mtr(mtd(a)mtd(b))mtr(mtd(c)mtd(d)))))"],
    ["\\text{if } x", "mrow(if x)"],
  ])
    expect(short(tex(source ?? "")), source).toBe(want);
});

test("what is not known, not closed or too deep is no formula", () => {
  for (const source of ["\\evil{x}", "\\frac{1}", "{a", "a}", "x^2^2", "\\begin{table}a\\end{table}", "\\text{\\href{x}}", "{".repeat(50)])
    expect(tex(source), source).toBeNull();
});

test("formulas in a text", () => {
  const kinds = (text: string) => inline(text, 0).map((i) => (i.kind === "math" ? `${i.block ? "$$" : "$"}${i.text}` : i.kind));
  expect(kinds("so $x^2$ and \\(y_1\\)")).toEqual(["text", "$x^2", "text", "$y_1"]);
  expect(kinds("$$\nE=mc^2\n$$")).toEqual(["$$\nE=mc^2\n"]);
  expect(kinds("\\[a\\]")).toEqual(["$$a"]);
  for (const money of ["it costs $5 and $10", "from $5,$10", "$ 5 $", "half $x", "half $$x", "half \\[x", "`$x$`"])
    expect(kinds(money).some((k) => k.startsWith("$"))).toBe(false);
  expect(parse("$$\\frac{a}{b}$$")[0]).toMatchObject({ kind: "paragraph" });
});
