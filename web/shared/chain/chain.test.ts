import { expect, test } from "vitest";
import { derive, sign } from "../keys/derive";
import { secretsOf } from "../keys/phrase";
import type { Message } from "../provider/wallet";
import { textBytes } from "./adr36";
import { fromBase64, toBase64 } from "./bytes";
import { canWrite, pack, UnknownMessage } from "./messages";
import { feeOf } from "./send";
import go from "./testdata/go.json"; // what Go makes of the same; see web/vectors_test.go
import { buildDoc, signBytes, txBytes } from "./tx";

const { seed } = secretsOf(go.phrase);

test("addresses and public keys are those of the command line", () => {
  for (const a of go.accounts) {
    const key = derive(seed, a.index);
    expect(key.address).toBe(a.address);
    expect(toBase64(key.publicKey)).toBe(a.publicKey);
  }
});

test("messages are the bytes that Go writes", () => {
  for (const m of go.messages) expect(toBase64(pack(m.json as Message).value), m.json["@type"]).toBe(m.value);
});

test("transactions are signed and written as Go does it", () => {
  const key = derive(seed, 0);
  for (const v of go.txs) {
    const doc = buildDoc((v.messages as Message[]).map(pack), {
      chainId: v.chainId,
      accountNumber: BigInt(v.accountNumber),
      sequence: BigInt(v.sequence),
      gas: BigInt(v.gas),
      fee: BigInt(v.fee),
      timeoutHeight: BigInt(v.timeoutHeight),
      memo: v.memo,
      publicKey: key.publicKey,
    });
    expect(toBase64(signBytes(doc))).toBe(v.signDoc);
    const signature = sign(key, signBytes(doc));
    expect(toBase64(signature)).toBe(v.signature);
    expect(toBase64(txBytes(doc, signature))).toBe(v.raw);
  }
});

test("texts are signed as ADR-36 has it", () => {
  const key = derive(seed, 0);
  expect(toBase64(sign(key, textBytes(key.address, go.text.text)))).toBe(go.text.signature);
});

test("what cannot be written whole is not written at all", () => {
  const base = { "@type": "/tianwang.stake.v1.MsgAddStake", coldkey: "a", hotkey: "b", amount: "1" };
  expect(() => pack(base)).not.toThrow();
  for (const bad of [
    { ...base, "@type": "/evil.v1.MsgDrain" },
    { ...base, surprise: "field" },
    { ...base, amount: "1.5" },
    { ...base, amount: "-1" },
    { ...base, hotkey: { deep: 1 } },
    { "@type": "/cosmos.bank.v1beta1.MsgSend", from_address: "a", to_address: "b", amount: [{ denom: "rao", amount: "1e9" }] },
    { "@type": "/cosmos.bank.v1beta1.MsgSend", from_address: "a", to_address: "b", amount: [{ denom: "rao", amount: "1", more: "2" }] },
  ] as Message[]) {
    expect(() => pack(bad), JSON.stringify(bad)).toThrow(UnknownMessage);
  }
  expect(canWrite("/evil.v1.MsgDrain")).toBe(false);
});

test("fees are rounded up", () => {
  expect(feeOf(3n, 500_000n)).toBe(2n);
  expect(feeOf(0n, 1n)).toBe(0n);
});

test("base64 there and back", () => {
  const bytes = Uint8Array.from([0, 1, 254, 255]);
  expect(fromBase64(toBase64(bytes))).toEqual(bytes);
  expect(fromBase64("*")).toBeNull();
});
