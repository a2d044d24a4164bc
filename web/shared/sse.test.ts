import { expect, test } from "vitest";
import { EventParser } from "./sse";

function parse(pieces: string[], longest?: number) {
  const events: string[] = [];
  const comments: string[] = [];
  const parser = new EventParser({ data: (d) => events.push(d), comment: (c) => comments.push(c) }, longest);
  for (const p of pieces) parser.push(p);
  return { events, comments };
}

test("events, comments, and fields of other kinds", () => {
  const got = parse([": waiting\n\nevent: x\nid: 1\ndata: a\n\ndata:b\ndata: c\n\ndata\n\nretry: 5\n\n"]);
  expect(got).toEqual({ events: ["a", "b\nc", ""], comments: ["waiting"] });
});

test("it does not matter where the text is cut, nor how lines end", () => {
  for (const end of ["\n", "\r", "\r\n"]) {
    const text = `: c${end}${end}data: {"a":1}${end}${end}data: x${end}data:  y${end}${end}data: [DONE]${end}${end}`;
    const want = { events: ['{"a":1}', "x\n y", "[DONE]"], comments: ["c"] };
    expect(parse([text])).toEqual(want);
    expect(parse([...text])).toEqual(want);
    for (let i = 0; i < text.length; i++) expect(parse([text.slice(0, i), "", text.slice(i)])).toEqual(want);
  }
});

test("an event without its empty line has not come", () => {
  expect(parse(["data: half\n"]).events).toEqual([]);
});

test("an event may be only so long", () => {
  expect(() => parse([`data: ${"x".repeat(100)}`], 50)).toThrow(RangeError);
  expect(() => parse(Array(30).fill("data: xx\n"), 50)).toThrow(RangeError);
  expect(parse(Array(30).fill("data: xx\n\n"), 50).events).toHaveLength(30);
});
