import { expect, test } from "vitest";
import { Comments, readPiece, readServed } from "./answer";

const header = (fields: Record<string, string>) => (name: string) => fields[name] ?? null;
const full = {
  "Tianwang-Netuid": "1",
  "Tianwang-Uid": "0",
  "Tianwang-Miner": "tao1x",
  "Tianwang-Request-Id": "r",
  "Tianwang-Attempts": "3",
};

test("readServed needs to know who", () => {
  expect(readServed(header(full))).toEqual({ netuid: 1, uid: 0, hotkey: "tao1x", request: "r", attempts: 3, share: null });
  for (const without of ["Tianwang-Netuid", "Tianwang-Uid", "Tianwang-Miner"]) {
    expect(readServed(header({ ...full, [without]: "" }))).toBeNull();
  }
  expect(readServed(header({ ...full, "Tianwang-Uid": "3; drop" }))).toBeNull();
});

test("comments say it too", () => {
  const c = new Comments();
  for (const [k, v] of Object.entries(full)) c.take(`${k}: ${v}`);
  c.take("waiting");
  c.take("Other-Header: x");
  expect(readServed((name) => c.get(name))?.hotkey).toBe("tao1x");
  expect(c.get("Other-Header")).toBeNull();
});

test("readPiece reads chunks, errors and the end", () => {
  expect(readPiece("[DONE]")).toEqual({ kind: "done" });
  expect(readPiece('{"choices":[{"delta":{"content":"hi"},"finish_reason":null}]}')).toEqual({
    kind: "text",
    text: "hi",
    finish: null,
    by: [],
    tokens: null,
  });
  expect(readPiece('{"choices":[{"delta":{},"finish_reason":"stop"}]}')).toEqual({
    kind: "text",
    text: "",
    finish: "stop",
    by: [],
    tokens: null,
  });
  expect(readPiece('{"choices":[],"usage":{"completion_tokens":7}}')).toMatchObject({ text: "", finish: null, tokens: 7 });
  expect(
    readPiece(
      '{"choices":[],"tianwang":{"contributors":[{"netuid":1,"uid":0,"hotkey":"a","share":4},{"netuid":2,"uid":1,"hotkey":"b","share":6},{"uid":1},{"netuid":2,"uid":1,"hotkey":"b","share":0}]}}',
    ),
  ).toMatchObject({ by: [{ hotkey: "b", share: 6 }, { hotkey: "a" }] });
  expect(readPiece('{"choices":[{}],"error":{"code":"miner_failed","message":"no"}}')).toEqual({
    kind: "error",
    code: "miner_failed",
    message: "no",
  });
  for (const other of ["", "{", "null", "7", "{}", '{"choices":7}']) expect(readPiece(other)).toBeNull();
});
