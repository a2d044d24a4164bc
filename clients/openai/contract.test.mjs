// OpenAI's client, unmodified, against the gateway at BASE_URL. The models are those of gateway/rest/javascript_test.go.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: "any", maxRetries: 0 });
const model = "chat";
const messages = [{ role: "user", content: "count" }];

test("lists models", async () => {
  const ids = [];
  for await (const m of client.models.list()) ids.push(m.id);
  assert.deepEqual(ids, ["chat", "vectors", "nobody/serves-it"]);
  assert.equal((await client.models.retrieve("nobody/serves-it")).id, "nobody/serves-it");
});

test("answers in one piece, with the request id and a usage", async () => {
  const { data, response, request_id } = await client.chat.completions.create({ model, messages }).withResponse();
  assert.equal(data.choices[0].message.content, "uno dos tres");
  assert.equal(data.model, model);
  assert.ok(data.usage.total_tokens > 0);
  assert.equal(request_id, response.headers.get("tianwang-request-id"));
});

test("streams", async () => {
  const stream = await client.chat.completions.create({
    model, messages, stream: true, stream_options: { include_usage: true },
  });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assert.equal(chunks.map((c) => c.choices[0]?.delta.content ?? "").join(""), "uno dos tres");
  assert.deepEqual(chunks.at(-1).choices, []);
  assert.ok(chunks.at(-1).usage.total_tokens > 0);
});

test("calls tools, in one piece and as a stream", async () => {
  const tools = [{ type: "function", function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } } }];
  const whole = await client.chat.completions.create({ model, messages, tools });
  const call = whole.choices[0].message.tool_calls[0];
  assert.equal(call.function.name, "weather");
  assert.deepEqual(JSON.parse(call.function.arguments), { city: "Paris" });
  const after = await client.chat.completions.create({
    model, tools, messages: [...messages, whole.choices[0].message, { role: "tool", tool_call_id: call.id, content: "sunny" }],
  });
  assert.equal(after.choices[0].message.content, "sunny");

  const runner = client.chat.completions.stream({ model, messages, tools });
  const final = await runner.finalChatCompletion();
  assert.equal(final.choices[0].message.tool_calls[0].function.arguments, '{"city":"Paris"}');
});

test("passes on a schema for the answer", async () => {
  const format = { type: "json_schema", json_schema: { name: "n", schema: { type: "object" }, strict: true } };
  const got = await client.chat.completions.create({ model, messages, response_format: format });
  assert.deepEqual(JSON.parse(got.choices[0].message.content), { schema: "n" });
});

test("embeds", async () => {
  const got = await client.embeddings.create({ model: "vectors", input: ["a", "b"], encoding_format: "float" });
  assert.deepEqual(got.data.map((d) => d.embedding), [[0.5, -0.5], [0.5, -0.5]]);
});

test("completes", async () => {
  const got = await client.completions.create({ model, prompt: "a" });
  assert.equal(got.choices[0].text, "b");
});

for (const [what, ask, kind, status, code] of [
  ["an unknown model", { model: "nothing", messages }, OpenAI.NotFoundError, 404, "model_not_found"],
  ["a model without miners", { model: "nobody/serves-it", messages }, OpenAI.InternalServerError, 503, "no_miners"],
  ["a model of another kind", { model: "vectors", messages }, OpenAI.BadRequestError, 400, "model_does_not_support"],
  ["no model", { messages }, OpenAI.BadRequestError, 400, "missing_model"],
  ["a body that is too large", { model, messages: [{ role: "user", content: "x".repeat(2 << 20) }] }, OpenAI.APIError, 413, "payload_too_large"],
]) {
  test(`says what is wrong: ${what}`, async () => {
    await assert.rejects(client.chat.completions.create(ask), (e) => {
      assert.ok(e instanceof kind, String(e));
      assert.equal(e.status, status);
      assert.equal(e.code, code);
      return true;
    });
  });
}

test("stops when the user does", async () => {
  const stream = await client.chat.completions.create({ model, stream: true, messages: [{ role: "user", content: "never end" }] });
  for await (const _ of stream) break; // which closes the connection
  assert.ok(stream.controller.signal.aborted);
});

// The last one, since its miner is in quarantine afterwards.
test("says so when a stream breaks", async () => {
  const stream = await client.chat.completions.create({ model, stream: true, messages: [{ role: "user", content: "break" }] });
  let text = "";
  await assert.rejects(async () => {
    for await (const chunk of stream) text += chunk.choices[0].delta.content;
  });
  assert.equal(text, "uno ");
});
