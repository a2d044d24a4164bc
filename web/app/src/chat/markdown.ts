// Markdown of models, read into a tree. Models are strangers: nothing in the tree is markup of a page, and HTML is text like
// any other. Every loop is bounded by the length of the text; nothing is nested deeper than DEEPEST.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "math"; text: string; block: boolean } // a formula of TeX, within a line or on its own
  | { kind: "strong" | "em" | "del"; children: Inline[] }
  | { kind: "link"; href: string; children: Inline[] }
  | { kind: "break" };

export type Block =
  | { kind: "heading"; level: number; children: Inline[] }
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "code"; lang: string; text: string }
  | { kind: "quote"; children: Block[] }
  | { kind: "list"; start: number | null; items: Block[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "rule" };

const DEEPEST = 8;
const LONGEST_LINE = 20_000; // characters that are searched for marks; the rest is text
const CELLS = 40; // columns of a table

/** Reads a text. A fence that is not closed yet is code to the end. */
export function parse(text: string): Block[] {
  return blocks(text.replaceAll("\r\n", "\n").split("\n"), 0);
}

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*)$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+|$)/;
const DELIMITER = /^[\s|:-]+$/;

function blocks(lines: string[], depth: number): Block[] {
  const out: Block[] = [];
  let i = 0;
  const words: string[] = [];
  const flush = () => {
    if (words.length > 0) out.push({ kind: "paragraph", children: inline(words.join("\n"), depth) });
    words.length = 0;
  };
  while (i < lines.length) {
    const line = lines[i] ?? "";
    const deep = depth >= DEEPEST;
    const fence = FENCE.exec(line);
    const heading = HEADING.exec(line);
    if (line.trim() === "") {
      flush();
      i++;
    } else if (fence) {
      flush();
      const [block, next] = code(lines, i, fence[1] ?? "```", fence[2] ?? "");
      out.push(block);
      i = next;
    } else if (heading) {
      flush();
      out.push({ kind: "heading", level: heading[1]?.length ?? 1, children: inline((heading[2] ?? "").replace(/ #+ *$/, ""), depth) });
      i++;
    } else if (RULE.test(line)) {
      flush();
      out.push({ kind: "rule" });
      i++;
    } else if (/^ {0,3}>/.test(line) && !deep) {
      flush();
      const inner: string[] = [];
      for (; i < lines.length && /^ {0,3}>/.test(lines[i] ?? ""); i++) inner.push((lines[i] ?? "").replace(/^ {0,3}> ?/, ""));
      out.push({ kind: "quote", children: blocks(inner, depth + 1) });
    } else if (ITEM.test(line) && !deep) {
      flush();
      const [block, next] = list(lines, i, depth);
      out.push(block);
      i = next;
    } else if (words.length === 0 && isTable(lines, i)) {
      const [block, next] = table(lines, i, depth);
      out.push(block);
      i = next;
    } else {
      words.push(line);
      i++;
    }
  }
  flush();
  return out;
}

function code(lines: string[], at: number, fence: string, lang: string): [Block, number] {
  const text: string[] = [];
  let i = at + 1;
  for (; i < lines.length; i++) {
    const line = (lines[i] ?? "").trim();
    if (line.length >= fence.length && line === (fence[0] ?? "`").repeat(line.length))
      return [{ kind: "code", lang, text: text.join("\n") }, i + 1];
    text.push(lines[i] ?? "");
  }
  return [{ kind: "code", lang, text: text.join("\n") }, i];
}

/** A list ends at a line that is neither an item of its kind nor belongs to one. */
function list(lines: string[], at: number, depth: number): [Block, number] {
  const first = ITEM.exec(lines[at] ?? "");
  const ordered = /\d/.test(first?.[2] ?? "");
  const items: string[][] = [];
  let indent = 0;
  let i = at;
  for (; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const item = ITEM.exec(line);
    const inside = items.length > 0 && line.startsWith(" ".repeat(indent)) && line.trim() !== "";
    if (item && !inside) {
      if (/\d/.test(item[2] ?? "") !== ordered || RULE.test(line)) break;
      indent = Math.min(item[0].length, (item[1]?.length ?? 0) + (item[2]?.length ?? 0) + 1);
      items.push([line.slice(item[0].length)]);
    } else if (inside) {
      items.at(-1)?.push(line.slice(indent));
    } else if (line.trim() === "") {
      const next = lines[i + 1] ?? "";
      if (!next.startsWith(" ".repeat(indent)) && !ITEM.test(next)) break;
      items.at(-1)?.push("");
    } else break;
  }
  const start = ordered ? Number.parseInt(first?.[2] ?? "1", 10) : null;
  return [{ kind: "list", start, items: items.map((lines) => blocks(lines, depth + 1)) }, i];
}

function isTable(lines: string[], i: number): boolean {
  const under = lines[i + 1] ?? "";
  return (lines[i] ?? "").includes("|") && under.includes("-") && under.includes("|") && DELIMITER.test(under);
}

function table(lines: string[], at: number, depth: number): [Block, number] {
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\|/, "")
      .replace(/\|$/, "")
      .split("|", CELLS)
      .map((c) => inline(c.trim(), depth));
  const head = cells(lines[at] ?? "");
  const rows: Inline[][][] = [];
  let i = at + 2;
  for (; i < lines.length && (lines[i] ?? "").includes("|"); i++) rows.push(cells(lines[i] ?? "").slice(0, head.length));
  return [{ kind: "table", head, rows }, i];
}

/** Whether a link may be followed: only to pages of the web. */
export function safeHref(href: string): string | null {
  if (!/^https?:\/\//i.test(href) || href.length > 2_000) return null;
  try {
    const url = new URL(href);
    return url.username === "" && url.password === "" ? url.href : null;
  } catch {
    return null;
  }
}

const marks: readonly (readonly [string, "strong" | "em" | "del"])[] = [
  ["**", "strong"],
  ["__", "strong"],
  ["~~", "del"],
  ["*", "em"],
  ["_", "em"],
];

/** Reads the marks within a paragraph. What is not closed is text. */
export function inline(text: string, depth: number): Inline[] {
  const out: Inline[] = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") out.push({ kind: "text", text: plain });
    plain = "";
  };
  let i = 0;
  const searched = Math.min(text.length, LONGEST_LINE);
  while (i < searched) {
    const found = verbatim(text, i) ?? formula(text, i) ?? (depth < DEEPEST ? (link(text, i, depth) ?? marked(text, i, depth)) : null);
    if (found) {
      flush();
      out.push(found[0]);
      i = found[1];
    } else if (text[i] === "\\" && /[!-/:-@[-`{-~]/.test(text[i + 1] ?? "")) {
      plain += text[i + 1];
      i += 2;
    } else {
      plain += text[i];
      i++;
    }
  }
  plain += text.slice(i);
  flush();
  return out;
}

/** Code between backticks, and a break of the line. */
function verbatim(text: string, i: number): [Inline, number] | null {
  if (text[i] === "\n") return [{ kind: "break" }, i + 1];
  if (text[i] !== "`") return null;
  let n = 1;
  while (text[i + n] === "`") n++;
  const end = text.indexOf("`".repeat(n), i + n);
  if (end < 0 || end - i > LONGEST_LINE) return [{ kind: "text", text: "`".repeat(n) }, i + n];
  return [{ kind: "code", text: text.slice(i + n, end).trim() }, end + n];
}

const formulas: readonly (readonly [string, string, boolean])[] = [
  ["$$", "$$", true],
  ["\\[", "\\]", true],
  ["\\(", "\\)", false],
  ["$", "$", false],
];

/** A formula of TeX. A single dollar may be money: a formula has no blank inside of it, and no digit after it. */
function formula(text: string, i: number): [Inline, number] | null {
  if (text[i] !== "$" && text[i] !== "\\") return null;
  for (const [open, close, block] of formulas) {
    if (!text.startsWith(open, i)) continue;
    const end = text.slice(0, i + LONGEST_LINE).indexOf(close, i + open.length);
    const inside = text.slice(i + open.length, end);
    if (end < 0 || inside.trim() === "") return null;
    if (open === "$" && (/^\s|\s$|\n/.test(inside) || /\d/.test(text[end + 1] ?? ""))) return null;
    return [{ kind: "math", text: inside, block }, end + close.length];
  }
  return null;
}

const LONGEST_LINK = 2_500; // characters

/** A link, a picture that is a link here, or a bare address. */
function link(text: string, i: number, depth: number): [Inline, number] | null {
  const at = text[i] === "!" && text[i + 1] === "[" ? i + 1 : i;
  if (text[at] === "[") {
    const near = text.slice(at, at + LONGEST_LINK);
    const close = near.indexOf("](") + at;
    const end = near.indexOf(")", close - at) + at;
    if (close < at || end < close) return null;
    const href = safeHref(
      text
        .slice(close + 2, end)
        .trim()
        .split(/\s/)[0] ?? "",
    );
    if (href === null) return null;
    return [{ kind: "link", href, children: inline(text.slice(at + 1, close), DEEPEST > depth + 1 ? DEEPEST : depth) }, end + 1];
  }
  if (text[i] !== "h" || !/^https?:\/\//.test(text.slice(i, i + 8)) || /\w/.test(text[i - 1] ?? "")) return null;
  const bare = /^[^\s<>"'`)\]}]+/.exec(text.slice(i, i + 2_000))?.[0].replace(/[.,;:!?]+$/, "") ?? "";
  const href = safeHref(bare);
  return href === null ? null : [{ kind: "link", href, children: [{ kind: "text", text: bare }] }, i + bare.length];
}

function marked(text: string, i: number, depth: number): [Inline, number] | null {
  for (const [mark, kind] of marks) {
    if (!text.startsWith(mark, i) || /\s/.test(text[i + mark.length] ?? " ")) continue;
    if (mark[0] === "_" && /\w/.test(text[i - 1] ?? "")) continue;
    const end = closing(text, i + mark.length, mark);
    if (end < 0) continue;
    return [{ kind, children: inline(text.slice(i + mark.length, end), depth + 1) }, end + mark.length];
  }
  return null;
}

const REACH = 2_000; // characters within which a mark must be closed

/** Where a mark closes: after a letter, and not within a longer run of the same mark. */
function closing(text: string, from: number, mark: string): number {
  const letter = mark[0] ?? "*";
  const near = text.slice(0, from + REACH);
  for (let at = near.indexOf(mark, from + 1); at > 0; at = near.indexOf(mark, at + 1)) {
    if (/\s/.test(text[at - 1] ?? " ")) continue;
    const single = mark.length > 1 || (text[at + 1] !== letter && text[at - 1] !== letter);
    if (single && (letter !== "_" || !/\w/.test(text[at + mark.length] ?? ""))) return at;
  }
  return -1;
}
