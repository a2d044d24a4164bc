import { expect, test } from "vitest";
import { canWrite, pack, UnknownMessage } from "./chain/messages";
import { VOTE } from "./chain/vote";

test("a vote becomes the bytes of the protocol", () => {
  expect(canWrite(VOTE)).toBe(true);
  const vote = { "@type": VOTE, proposal_id: "300", voter: "ab", option: "VOTE_OPTION_NO", metadata: "" };
  expect([...pack(vote).value]).toEqual([8, 172, 2, 18, 2, 97, 98, 24, 3]);
  for (const bad of [{ proposal_id: "x" }, { option: "VOTE_OPTION_UNSPECIFIED" }, { option: "maybe" }, { more: "1" }])
    expect(() => pack({ ...vote, ...bad }), JSON.stringify(bad)).toThrow(UnknownMessage);
});
