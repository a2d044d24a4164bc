import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toBase64 } from "../chain/bytes";
import type { Node } from "../chain/node";
import { type Keplr, KeplrWallet } from "./keplr";

const address = "tao1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnfe358u";
const pubKey = Uint8Array.from([2, ...Array(32).fill(7)]);
const chain = {
  chainId: "tianwang-local",
  height: 10n,
  gasPrice: 1_000_000n,
  free: [],
  rpc: "http://rpc",
  rest: "http://rest",
  unbonding: 0n,
  minStake: 0n,
};

function node(): Node & { sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  return {
    sent,
    chain: async () => chain,
    signer: async () => ({ exists: true, accountNumber: 3n, sequence: 4n, balance: 1n }),
    simulate: async () => 100_000n,
    broadcast: async (tx) => {
      sent.push(tx);
      return "AB";
    },
    outcome: async (hash) => ({ hash, height: 11, code: 0, log: "" }),
  };
}

const signed: unknown[] = [];
let keplr: Keplr;

beforeEach(() => {
  signed.length = 0;
  keplr = {
    enable: async () => undefined,
    getKey: async () => ({ name: "k", bech32Address: address, pubKey }),
    experimentalSuggestChain: vi.fn(async () => undefined),
    signDirect: async (chainId, signer, doc) => {
      signed.push([chainId, signer, doc]);
      return { signed: doc, signature: { signature: toBase64(new Uint8Array(64)) } };
    },
    signArbitrary: async () => ({ signature: "s", pub_key: { value: "p" } }),
  };
  const target = new EventTarget();
  vi.stubGlobal("window", Object.assign(target, { keplr }));
});
afterEach(() => vi.unstubAllGlobals());

test("Keplr is told of the chain, signs our bytes, and we send them", async () => {
  const n = node();
  const wallet = new KeplrWallet(null, n);
  expect(await wallet.connect()).toEqual({ address, publicKey: toBase64(pubKey), name: "k" });
  expect(keplr.experimentalSuggestChain).toHaveBeenCalledWith(
    expect.objectContaining({ chainId: "tianwang-local", rpc: "http://rpc", bip44: { coinType: 118 } }),
  );
  const message = { "@type": "/tianwang.stake.v1.MsgAddStake", coldkey: address, hotkey: address, amount: "10" };
  expect(await wallet.send([message])).toEqual({ hash: "AB", height: 11, code: 0, log: "" });
  expect(signed).toMatchObject([["tianwang-local", address, { chainId: "tianwang-local", accountNumber: 3n }]]);
  expect(n.sent).toHaveLength(1);
  expect(await wallet.signText("t")).toEqual({ signature: "s", publicKey: "p" });
});

test("another account in Keplr is another account here", async () => {
  const wallet = new KeplrWallet(null, node());
  await wallet.connect();
  const seen = new Promise((done) => wallet.onChange(done));
  keplr.getKey = async () => ({ name: "other", bech32Address: address.replace("qqq", "zzz"), pubKey });
  window.dispatchEvent(new Event("keplr_keystorechange"));
  expect(await seen).toMatchObject({ name: "other" });
});

test("a Keplr that never answers, one that refuses, and none", async () => {
  const wallet = new KeplrWallet(null, node(), 10);
  keplr.enable = () => new Promise(() => undefined);
  await expect(wallet.connect()).rejects.toMatchObject({ code: "timeout" });
  keplr.enable = async () => {
    throw new Error("Request rejected");
  };
  await expect(wallet.connect()).rejects.toMatchObject({ code: "refused" });
  delete (window as { keplr?: Keplr }).keplr;
  await expect(wallet.connect()).rejects.toMatchObject({ code: "absent" });
});
