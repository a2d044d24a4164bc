import { expect, test } from "vitest";
import { type Block, type Inline, inline, parse, safeHref } from "./markdown";

/** Writes a tree in short. */
const short = (b: Block | Inline): string => {
  if ("items" in b) return `${b.start ?? "-"}(${b.items.map((i) => i.map(short).join("")).join("|")})`;
  if ("rows" in b) return `table(${[b.head, ...b.rows].map((r) => r.map((c) => c.map(short).join("")).join("|")).join("/")})`;
  if ("children" in b) return `${b.kind}${"href" in b ? `<${b.href}>` : ""}(${b.children.map(short).join("")})`;
  if ("text" in b) return b.kind === "text" ? b.text : `${b.kind}[${b.text}]`;
  return b.kind;
};
const read = (text: string) => parse(text).map(short).join(" ");

test("blocks", () => {
  for (const [text, want] of [
    ["a\nb\n\nc", "paragraph(abreakb) paragraph(c)"],
    ["# T #\n## **x**", "heading(T) heading(strong(x))"],
    ["```go\nfunc()\n\n```\nx", "code[func()\n] paragraph(x)"],
    ["```py\nhalf", "code[half]"],
    ["- a\n- b\n  - c\n\n  d\n1. e", "-(paragraph(a)|paragraph(b)-(paragraph(c))paragraph(d)) 1(paragraph(e))"],
    ["3. x\n4. y", "3(paragraph(x)|paragraph(y))"],
    ["> q\n> - i", "quote(paragraph(q)-(paragraph(i)))"],
    ["a|b\n-|-\n1|**2**|3", "table(a|b/1|strong(2))"],
    ["***\n---", "rule rule"],
    ["", ""],
  ]) {
    expect(read(text ?? "")).toBe(want);
  }
});

test("marks", () => {
  for (const [text, want] of [
    ["**a** *b* ~~c~~ `d*e*`", "strong(a) em(b) del(c) code[d*e*]"],
    ["2 * 3 * 4, snake_case_name, **open", "2 * 3 * 4, snake_case_name, **open"],
    ["**a *b* c**", "strong(a em(b) c)"],
    ["\\*no\\*", "*no*"],
    ["[x](https://a.b/c)", "link<https://a.b/c>(x)"],
    ["![p](https://a.b/p.png)", "link<https://a.b/p.png>(p)"],
    ["see https://a.b/c.", "see link<https://a.b/c>(https://a.b/c)."],
    ["[x](javascript:alert(1))", "[x](javascript:alert(1))"],
    ["<b>x</b>", "<b>x</b>"],
  ]) {
    expect(read(text ?? "")).toBe(`paragraph(${want})`);
  }
});

test("only pages of the web are linked", () => {
  for (const bad of ["javascript:alert(1)", "data:text/html,x", "//evil", "vbscript:x", "https://u:p@h/", " https://x", "jav\tascript:1"]) {
    expect(safeHref(bad)).toBeNull();
  }
});

test("hostile lengths and depths end soon", () => {
  for (const text of [
    "*".repeat(20_000),
    "[".repeat(20_000),
    "`".repeat(20_000),
    "> ".repeat(5_000),
    "**a ".repeat(10_000),
    `${"|-".repeat(5_000)}\n${"|-".repeat(5_000)}`,
    "- ".repeat(5_000),
    "[a](".repeat(10_000),
  ]) {
    expect(parse(text).length).toBeGreaterThan(0);
  }
}, 60_000);

test("formulas in a text", () => {
  const kinds = (text: string) => inline(text, 0).map((i) => (i.kind === "math" ? `${i.block ? "$$" : "$"}${i.text}` : i.kind));
  expect(kinds("so $x^2$ and \\(y_1\\)")).toEqual(["text", "$x^2", "text", "$y_1"]);
  expect(kinds("$$\nE=mc^2\n$$")).toEqual(["$$\nE=mc^2\n"]);
  expect(kinds("\\[a\\]")).toEqual(["$$a"]);
  for (const money of ["it costs $5 and $10", "from $5,$10", "$ 5 $", "half $x", "half $$x", "half \\[x", "`$x$`"])
    expect(kinds(money).some((k) => k.startsWith("$"))).toBe(false);
  expect(parse("$$\\frac{a}{b}$$")[0]).toMatchObject({ kind: "paragraph" });
});
