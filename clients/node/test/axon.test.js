/** Client and server of this package with each other: what they refuse, remember and break off. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { place } from "../src/dial.js";
import { createAxon, Dendrite, Exchange, Guard, Key } from "../src/index.js";

const alice = new Key(new Uint8Array(32).fill(1));
const bob = new Key(new Uint8Array(32).fill(2));
const mallory = new Key(new Uint8Array(32).fill(3));
const chain = "test-1";
const path = "/v1/chat/completions";

async function listen(t, model, options = {}) {
  const server = createAxon({ key: bob, chain, netuid: 3, admits: (hotkey) => hotkey === alice.address, model, ...options });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { server, miner: { hotkey: bob.address, netuid: 3, url: `http://127.0.0.1:${server.address().port}` } };
}

const ask = (miner, key = alice) => new Dendrite({ key, chain, allowPrivate: true }).ask(miner, path, { model: "m" });

test("an answer, and who gets none", async (t) => {
  const { miner } = await listen(t, ({ caller }) => ({ caller }));
  assert.deepEqual(await ask(miner), { caller: alice.address });
  await assert.rejects(ask(miner, mallory), { code: "not_admitted", status: 403, signed: true });
  await assert.rejects(ask({ ...miner, hotkey: mallory.address }), { code: "wrong_receiver", status: 421, signed: false });
  await assert.rejects(ask({ ...miner, netuid: 4 }), { code: "wrong_netuid" });
  await assert.rejects(new Dendrite({ key: alice, chain: "other", allowPrivate: true }).ask(miner, path, {}), { code: "wrong_chain" });
  await assert.rejects(new Dendrite({ key: alice, chain, allowPrivate: true }).ask(miner, "/admin", {}), { code: "not_served" });
});

test("a model that fails", async (t) => {
  const { miner } = await listen(t, () => {
    throw new Error("secret of the inside");
  });
  await assert.rejects(ask(miner), (err) => err.code === "model_failed" && err.signed && !err.message.includes("secret"));
  const broken = await listen(t, async function* () {
    yield { n: 1 };
    throw new Error("in the middle");
  });
  const events = [];
  await assert.rejects(
    async () => {
      for await (const event of new Dendrite({ key: alice, chain, allowPrivate: true }).stream(broken.miner, path, {})) {
        events.push(event);
      }
    },
    { code: "unfinished" },
  );
});

/** Sends a signed request as it is and returns status and code. */
function send(miner, exchange, body) {
  return new Promise((resolve, reject) => {
    const r = request(`${miner.url}${path}`, { method: "POST", headers: { ...exchange.fields, "Content-Length": body.length } }, async (response) => {
      let text = "";
      for await (const chunk of response) {
        text += chunk;
      }
      resolve([response.statusCode, JSON.parse(text).error?.code]);
    });
    r.once("error", reject).end(body);
  });
}

test("a request counts once, over restarts too", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "axon-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const journal = join(folder, "seen");
  const first = await listen(t, () => ({}), { journal });
  const body = Buffer.from("{}");
  const x = Exchange.sign({ method: "POST", target: path, type: "application/json", body, receiver: bob.address, chain, netuid: 3 }, alice);
  assert.deepEqual(await send(first.miner, x, body), [200, undefined]);
  assert.deepEqual(await send(first.miner, x, body), [409, "replayed"]);
  first.server.closeAllConnections();
  await new Promise((resolve) => first.server.close(resolve));
  const second = await listen(t, () => ({}), { journal });
  assert.deepEqual(await send(second.miner, x, body), [409, "replayed"]);
});

test("the memory is bounded and refuses rather than forgets", () => {
  const guard = new Guard(undefined, 8, 1000);
  const x = (sender, id, created) => ({ sender, id: String(id), created });
  guard.admit(x("a", 1, 1000), 1000);
  guard.admit(x("a", 2, 1000), 1000);
  assert.throws(() => guard.admit(x("a", 3, 1000), 1000), { code: "replay_doubt" });
  for (const sender of ["b", "c", "d"]) {
    guard.admit(x(sender, 1, 1000), 1000);
    guard.admit(x(sender, 2, 1000), 1000);
  }
  assert.throws(() => guard.admit(x("e", 1, 1000), 1000), { code: "replay_doubt" });
  assert.throws(() => guard.admit(x("b", 1, 1000), 1030), { code: "replayed" });
  guard.admit(x("e", 1, 1061), 1061);
  assert.throws(() => guard.admit(x("b", 1, 1000), 1061), { code: "replayed" });
  guard.admit(x("e", 2, 1122), 1122);
  assert.throws(() => guard.admit(x("b", 1, 1000), 1122), { code: "replay_doubt" });
});

test("one caller cannot take every place", async (t) => {
  let open;
  const gate = new Promise((resolve) => { open = resolve; });
  let entered;
  const inside = new Promise((resolve) => { entered = resolve; });
  const { miner } = await listen(t, async () => { entered(); await gate; return {}; }, { perCaller: 1 });
  const running = ask(miner);
  await inside;
  await assert.rejects(ask(miner), { code: "caller_busy", retryAfter: 1 });
  open();
  await running;
});

test("addresses that are not dialled", () => {
  for (const url of [
    "http://127.0.0.1:8091", "http://localhost:8091", "http://127.1:8091", "http://0x7f000001:8091", "http://[::1]:8091",
    "http://[::ffff:127.0.0.1]:8091", "http://[64:ff9b::7f00:1]:8091", "http://[2002:7f00:1::]:8091", "http://169.254.169.254:80",
    "http://8.8.8.8:25", "http://user@8.8.8.8:80", "http://8.8.8.8:80/x", "http://8.8.8.8", "ftp://8.8.8.8:80",
  ]) {
    assert.throws(() => place(url, false), { code: "address" }, url);
  }
  assert.throws(() => place("http://169.254.169.254:80", true), { code: "address" });
  assert.equal(place("http://8.8.8.8:8091", false).port, 8091);
  assert.equal(place("http://[2606:4700::1111]:8091", false).host, "2606:4700::1111");
  assert.equal(place("http://127.0.0.1:8091", true).host, "127.0.0.1");
});
