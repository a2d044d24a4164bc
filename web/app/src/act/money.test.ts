import { expect, test } from "vitest";
import { amountFault, KEPT, stakeable } from "./money";
import { atMost } from "./register";
import { stakeMessage } from "./stake";

test("what may be staked leaves the fees", () => {
  expect(stakeable(1_000n, 7n)).toBe(1_000n - 7n * KEPT);
  expect(stakeable(69n, 7n)).toBe(0n);
});

test("amounts are refused with their reason", () => {
  const tao = 1_000_000_000n;
  for (const bad of ["", "0", "-1", "abc", "1e30"]) expect(amountFault(bad, null, 0n), bad).toBe("wrong");
  expect(amountFault("2", tao, 0n)).toBe("less");
  expect(amountFault("0.05", tao, tao / 10n)).toBe("least");
  expect(amountFault("0.1", tao, tao / 10n)).toBeNull();
  expect(amountFault("5", null, 0n)).toBeNull();
});

test("messages say what the form says, and all is no amount", () => {
  expect(stakeMessage("add", "c", "h", "", 5n, false)).toEqual({
    "@type": "/tianwang.stake.v1.MsgAddStake",
    coldkey: "c",
    hotkey: "h",
    amount: "5",
  });
  expect(stakeMessage("move", "c", "h", "to", 5n, true)).toEqual({
    "@type": "/tianwang.stake.v1.MsgMoveStake",
    coldkey: "c",
    from: "h",
    to: "to",
    amount: "0",
    all: true,
  });
  expect(stakeMessage("remove", "c", "h", "", 5n, false)).toMatchObject({ amount: "5", all: false });
});

test("a price may rise by a quarter on the way", () => {
  expect(atMost(100n)).toBe(125n);
});
