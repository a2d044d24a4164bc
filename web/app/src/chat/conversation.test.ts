import { expect, test } from "vitest";
import { sends } from "./composer";
import { messages, reduce, type Turn } from "./conversation";

const talk = (...turns: Partial<Turn>[]): Turn[] =>
  turns.map((t, id) => ({ ...(reduce([], { do: "ask", id, model: "m", question: `q${id}` })[0] as Turn), ...t }));

test("a turn waits, speaks, and ends", () => {
  let turns = reduce([], { do: "ask", id: 1, model: "m", question: "q" });
  expect(turns[0]?.state).toBe("waiting");
  turns = reduce(turns, { do: "add", id: 1, text: "a" });
  turns = reduce(turns, { do: "add", id: 1, text: "b" });
  expect(turns[0]).toMatchObject({ state: "speaking", answer: "ab" });
  turns = reduce(turns, { do: "change", id: 1, change: { state: "done" } });
  expect(turns[0]?.state).toBe("done");
  expect(reduce(turns, { do: "drop", id: 1 })).toEqual([]);
  expect(reduce(turns, { do: "show", turns: [] })).toEqual([]);
});

test("a question that is asked again takes the place of the failed one", () => {
  const turns = reduce(talk({ state: "failed" }, { state: "done" }), { do: "ask", id: 0, model: "m", question: "q0" });
  expect(turns.map((t) => [t.id, t.state])).toEqual([
    [1, "done"],
    [0, "waiting"],
  ]);
});

test("a model hears what it said itself, and no failures", () => {
  const turns = talk(
    { state: "done", answer: "a0" },
    { state: "failed", answer: "half" },
    { state: "done", answer: "other", model: "n" },
    { state: "stopped", answer: "a3" },
    { state: "done", answer: "" },
  );
  expect(messages(turns, "m", "new").map((m) => m.content)).toEqual(["q0", "a0", "q3", "a3", "new"]);
});

test("a model hears only so much", () => {
  const turns = talk(...Array.from({ length: 50 }, () => ({ state: "done" as const, answer: "a" })));
  expect(messages(turns, "m", "new")).toHaveLength(41);
});

test("Enter sends, but not within a word that is being composed", () => {
  const enter = { key: "Enter", shiftKey: false, isComposing: false, keyCode: 13 };
  expect(sends(enter)).toBe(true);
  expect(sends({ ...enter, shiftKey: true })).toBe(false);
  expect(sends({ ...enter, isComposing: true })).toBe(false);
  expect(sends({ ...enter, keyCode: 229 })).toBe(false);
  expect(sends({ ...enter, key: "a" })).toBe(false);
});
