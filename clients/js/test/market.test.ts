/**
 * A wallet that nobody here wrote, on a real chain: TIANWANG_NODE is the RPC of a node, PHRASE the words of a wallet with
 * some TAO whose hotkey HOT has a slot and a permit in subnet 1, EVENTS a file with an event of every type.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { stringToPath } from "@cosmjs/crypto";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { assertIsDeliverTxSuccess, GasPrice, SigningStargateClient } from "@cosmjs/stargate";
import { Comet38Client, connectComet } from "@cosmjs/tendermint-rpc";
import { camel, decodeEvent, denom, events, prefix, query, type RawEvent, registry, stakeQuery, type TianwangEvent } from "../src/index.js";

function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

const node = setting("TIANWANG_NODE");
const hotkey = setting("HOT");
const options = { registry: registry(), gasPrice: GasPrice.fromString(`1${denom}`), broadcastPollIntervalMs: 200 };

/** The wallet of the program: coldkeys where every Cosmos wallet looks, hotkeys one account further. */
function walletOf(phrase: string, account: 0 | 1): Promise<DirectSecp256k1HdWallet> {
  return DirectSecp256k1HdWallet.fromMnemonic(phrase, { prefix, hdPaths: [stringToPath(`m/44'/118'/${account}'/0/0`)] });
}

async function addressOf(wallet: DirectSecp256k1HdWallet): Promise<string> {
  const [account] = await wallet.getAccounts();
  assert.ok(account);
  return account.address;
}

/** All events of our modules in the blocks so far. */
async function history(comet: Comet38Client, height: number): Promise<TianwangEvent[]> {
  const found: TianwangEvent[] = [];
  for (let h = 1; h <= height; h++) {
    const block = await comet.blockResults(h);
    for (const event of [...block.finalizeBlockEvents, ...block.results.flatMap((r) => r.events)]) {
      const known = decodeEvent(event);
      if (known) {
        found.push(known);
      }
    }
  }
  return found;
}

test("a wallet reads, sends, delegates, judges and follows", async () => {
  const cold = await walletOf(setting("PHRASE"), 0);
  const coldkey = await addressOf(cold);
  const client = await SigningStargateClient.connectWithSigner(node, cold, options);
  assert.equal(await client.getChainId(), "script-1");

  const fresh = await DirectSecp256k1HdWallet.generate(24, { prefix });
  const newcomer = await addressOf(fresh);
  assert.match(newcomer, /^tao1/);
  assert.equal((await client.getBalance(newcomer, denom)).amount, "0");
  const before = BigInt((await client.getBalance(coldkey, denom)).amount);

  const sent = await client.sendTokens(coldkey, newcomer, [{ denom, amount: "200000000" }], "auto", "for you");
  assertIsDeliverTxSuccess(sent);
  assert.equal((await client.getBalance(newcomer, denom)).amount, "200000000");
  const after = BigInt((await client.getBalance(coldkey, denom)).amount);
  assert.ok(after < before - 200_000_000n && after > before - 210_000_000n, `${before} became ${after}`);

  const nominator = await SigningStargateClient.connectWithSigner(node, fresh, options);
  const delegated = await nominator.signAndBroadcast(
    newcomer,
    [{ typeUrl: "/tianwang.stake.v1.MsgAddStake", value: { coldkey: newcomer, hotkey, amount: 150_000_000n } }],
    "auto",
  );
  assertIsDeliverTxSuccess(delegated);

  const comet = await connectComet(node);
  assert.ok(comet instanceof Comet38Client, "CosmJS knows the version of the engine");
  const stakes = await query(comet, "tianwang.stake.v1.Query", "Stakes", stakeQuery.QueryStakesRequest, stakeQuery.QueryStakesResponse, {
    coldkey: newcomer,
  });
  assert.equal(stakes.stakes.length, 1);
  assert.ok(stakes.stakes[0] && stakes.stakes[0].amount >= 149_999_999n, `${stakes.stakes[0]?.amount} rao`);

  const hot = await walletOf(setting("PHRASE"), 1);
  assert.equal(await addressOf(hot), hotkey);
  const validator = await SigningStargateClient.connectWithSigner(node, hot, options);
  const judged = await validator.signAndBroadcast(
    hotkey,
    [{ typeUrl: "/tianwang.weights.v1.MsgSetWeights", value: { hotkey, netuid: 1, uids: [1], weights: [65535], version: 0n } }],
    { amount: [], gas: "300000" },
  );
  assertIsDeliverTxSuccess(judged);

  const refused = await nominator.signAndBroadcast(
    newcomer,
    [{ typeUrl: "/tianwang.stake.v1.MsgRemoveStake", value: { coldkey: newcomer, hotkey, amount: 10n ** 18n } }],
    { amount: [{ denom, amount: "400000" }], gas: "400000" },
  );
  assert.notEqual(refused.code, 0, "more than there is came out");

  const told = await history(comet, judged.height);
  const types = new Set<string>(told.map((e) => e.type));
  for (const want of [
    "emission.v1.EventMinted",
    "emission.v1.EventBurned",
    "epoch.v1.EventEpochClosed",
    "stake.v1.EventStakeAdded",
    "stake.v1.EventStakeRemoved",
    "subnet.v1.EventNeuronRegistered",
    "weights.v1.EventWeightsSet",
  ]) {
    assert.ok(types.has(`tianwang.${want}`), `${want} is not among ${[...types].join(", ")}`);
  }
  const added = told.filter((e) => e.type === "tianwang.stake.v1.EventStakeAdded").at(-1);
  assert.ok(added?.type === "tianwang.stake.v1.EventStakeAdded");
  assert.equal(added.value.coldkey, newcomer);
  assert.equal(added.value.hotkey, hotkey);
  assert.ok(added.value.amount >= 149_999_999n && added.value.amount <= 150_000_000n, `${added.value.amount} rao`);
});

test("every event of the chain is understood, to its last field", () => {
  const all: RawEvent[] = JSON.parse(readFileSync(setting("EVENTS"), "utf8"));
  assert.deepEqual(all.map((e) => e.type).sort(), Object.keys(events).sort());
  for (const raw of all) {
    const known = decodeEvent(raw);
    assert.ok(known, raw.type);
    const empty: Record<string, unknown> = { ...events[known.type].fromJSON({}) };
    for (const { key } of raw.attributes) {
      const value = (known.value as unknown as Record<string, unknown>)[camel(key)];
      assert.notEqual(value, undefined, `${raw.type} ${key}`);
      assert.notDeepEqual(value, empty[camel(key)], `${raw.type} ${key} was not read`);
    }
  }
});

test("what the types do not know is an error, what is not ours is nothing", () => {
  assert.equal(decodeEvent({ type: "transfer", attributes: [{ key: "amount", value: "5rao" }] }), undefined);
  assert.throws(() => decodeEvent({ type: "tianwang.stake.v9.EventNew", attributes: [] }), /older than the chain/);
  assert.throws(
    () => decodeEvent({ type: "tianwang.emission.v1.EventMinted", attributes: [{ key: "news", value: "5" }] }),
    /older than the chain/,
  );
});
