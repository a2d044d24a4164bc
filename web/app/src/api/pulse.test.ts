import { expect, test } from "vitest";
import { Pulse } from "./pulse";

test("a pulse never runs twice at once, and once more when asked meanwhile", async () => {
  const ends: ((err?: Error) => void)[] = [];
  const pulse = new Pulse(() => new Promise<void>((done, fail) => ends.push((err) => (err ? fail(err) : done()))));
  const settle = () => new Promise((done) => setTimeout(done));
  pulse.beat();
  pulse.beat();
  pulse.beat();
  expect(ends).toHaveLength(1);
  ends[0]?.(new Error("lost"));
  await settle();
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await settle();
  expect(ends).toHaveLength(2);
  pulse.beat();
  expect(ends).toHaveLength(3);
});
