/** The examples that every implementation of the wire has to agree with: neuron/wire/testdata/vectors.json. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Exchange } from "../src/exchange.js";
import { Key } from "../src/key.js";
import { readStream, StreamWriter } from "../src/stream.js";

const vectors = JSON.parse(readFileSync(new URL("../../../neuron/wire/testdata/vectors.json", import.meta.url), "utf8"));
const [alice, bob] = vectors.keys.map((key) => new Key(Uint8Array.from(Buffer.from(key.private, "hex"))));

/** A header as Node has it. */
function fields(header) {
  return Object.fromEntries(Object.entries(header).map(([name, value]) => [name.toLowerCase(), [value]]));
}

async function drain(body, verify) {
  const events = [];
  for await (const event of readStream([Buffer.from(body)], verify, 4096)) {
    events.push(event);
  }
  return events;
}

const verified = (v) =>
  Exchange.verify(v.request.method, v.request.target, fields(v.request.header), { hotkey: v.receiver, chain: v.chain, netuid: v.netuid }, v.created);

test("keys", () => {
  for (const [i, key] of [alice, bob].entries()) {
    assert.equal(key.address, vectors.keys[i].address);
    assert.equal(Buffer.from(key.publicKey).toString("hex"), vectors.keys[i].public);
  }
});

for (const v of vectors.exchanges) {
  test(`made: ${v.name}`, async () => {
    const { method, target, header, body } = v.request;
    const { receiver, chain, netuid, id, created } = v;
    const request = { method, target, type: header["Content-Type"], body: Buffer.from(body), receiver, chain, netuid, id };
    const x = Exchange.sign(request, alice, created);
    assert.deepEqual(x.fields, fields(header));
    assert.deepEqual(x.signResponse(200, "application/json", Buffer.from(v.response.body), bob, created), v.response.header);
    assert.deepEqual(x.signStream(200, "text/event-stream", bob, created), v.stream.header);
    let written = "";
    const writer = new StreamWriter((text) => { written += text; }, x, 200, "text/event-stream", bob);
    await writer.event(v.response.body.replaceAll("\n", " "));
    await writer.close(created);
    assert.equal(written, v.stream.body);
  });

  test(`verified: ${v.name}`, async () => {
    const x = verified(v);
    x.verifyBody(Buffer.from(v.request.body));
    x.verifyResponse(v.response.status, fields(v.response.header), Buffer.from(v.response.body));
    const events = await drain(v.stream.body, x.verifyStream(v.stream.status, fields(v.stream.header)));
    assert.deepEqual(events, [v.response.body.replaceAll("\n", " ")]);
  });
}

/** What is left of a message of the first exchange after the changes. */
function changed(message, c) {
  const header = Object.fromEntries(Object.entries({ ...message.header, ...c.header }).filter(([, value]) => value !== ""));
  return { ...message, target: c.target ?? message.target, status: c.status ?? message.status, body: c.body ?? message.body, header: fields(header) };
}

const good = vectors.exchanges[0];
for (const c of vectors.refused) {
  test(`refused: ${c.name}`, () => {
    const m = changed(good.request, c);
    assert.throws(
      () => Exchange.verify(m.method, m.target, m.header, { hotkey: good.receiver, chain: good.chain, netuid: good.netuid }, c.now).verifyBody(Buffer.from(m.body)),
      { code: c.code },
    );
  });
}

for (const c of vectors.refused_answers) {
  test(`refused ${c.kind}: ${c.name}`, async () => {
    const x = verified(good);
    const m = changed(good[c.kind], c);
    await assert.rejects(async () => {
      if (c.kind === "response") {
        x.verifyResponse(m.status, m.header, Buffer.from(m.body));
      } else {
        await drain(m.body, x.verifyStream(m.status, m.header));
      }
    }, { code: c.code });
  });
}
