import { expect, test } from "vitest";
import { DEPOSIT, SUBMIT, VOTE } from "./gov";
import { canWrite, pack, UnknownMessage } from "./messages";

test("a vote becomes the bytes of the protocol", () => {
  expect(canWrite(VOTE)).toBe(true);
  const vote = { "@type": VOTE, proposal_id: "300", voter: "ab", option: "VOTE_OPTION_NO", metadata: "" };
  expect([...pack(vote).value]).toEqual([8, 172, 2, 18, 2, 97, 98, 24, 3]);
  for (const bad of [{ proposal_id: "x" }, { option: "VOTE_OPTION_UNSPECIFIED" }, { option: "maybe" }, { more: "1" }])
    expect(() => pack({ ...vote, ...bad }), JSON.stringify(bad)).toThrow(UnknownMessage);
});

test("a proposal is written whole or not at all", () => {
  const inside = { "@type": "/tianwang.escrow.v1.MsgUpdateParams", authority: "g", params: { min_grace: "77" } };
  const submit = { "@type": SUBMIT, messages: [inside], initial_deposit: [{ denom: "rao", amount: "5" }], proposer: "p", title: "t" };
  expect(() => pack(submit)).not.toThrow();
  for (const bad of [
    { messages: [{ ...inside, surprise: 1 }] },
    { messages: [{ ...inside, "@type": "/evil.v1.MsgDrain" }] },
    { messages: [submit] },
    { messages: "all" },
    { initial_deposit: [{ denom: "rao", amount: "-5" }] },
    { initial_deposit: [{ denom: "rao", amount: "5", surprise: 1 }] },
    { expedited: "yes" },
  ])
    expect(() => pack({ ...submit, ...bad }), JSON.stringify(bad)).toThrow(UnknownMessage);
  expect(() => pack({ "@type": DEPOSIT, proposal_id: "x", depositor: "p", amount: [] })).toThrow(UnknownMessage);
});
