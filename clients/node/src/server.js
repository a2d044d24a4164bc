import { createServer } from "node:http";
import { WireError } from "./errors.js";
import { Exchange } from "./exchange.js";
import { fieldsOf } from "./fields.js";
import { Guard } from "./guard.js";
import { StreamWriter } from "./stream.js";

/** Status and kind of the error object for each code; docs/spec/wire.md has the table. */
const causes = {
  malformed: [400, "invalid_request_error"],
  digest_mismatch: [400, "invalid_request_error"],
  not_admitted: [403, "permission_error"],
  not_served: [404, "not_found_error"],
  replayed: [409, "invalid_request_error"],
  too_large: [413, "invalid_request_error"],
  wrong_receiver: [421, "invalid_request_error"],
  wrong_chain: [421, "invalid_request_error"],
  wrong_netuid: [421, "invalid_request_error"],
  caller_busy: [429, "rate_limit_error", 1],
  model_failed: [500, "server_error"],
  overloaded: [503, "server_error", 1],
  callers_unknown: [503, "server_error", 5],
  replay_doubt: [503, "server_error", 30],
};

/**
 * An axon: an HTTP server that admits signed requests only, and signs what it answers.
 *
 * @param {object} options
 * @param {import("./key.js").Key} options.key
 * @param {string} options.chain
 * @param {number} options.netuid
 * @param {(hotkey: string) => boolean | Promise<boolean>} options.admits whether a hotkey may ask
 * @param {(request: {path: string, body: any, caller: string, signal: AbortSignal}) => any} options.model returns what is to be
 *   answered as JSON, or an async iterable of the events of a stream
 * @param {string} [options.journal] file that remembers requests over restarts
 */
export function createAxon({ key, chain, netuid, admits, model, journal, maxBody = 1 << 20, concurrency = 64, perCaller = 32 }) {
  const to = { hotkey: key.address, chain, netuid };
  const guard = new Guard(journal);
  const busy = new Map();
  let open = 0;
  let taken = 0;

  /** Takes a place of a caller until the response is over. */
  function enter(caller, response) {
    if (taken >= concurrency) {
      throw new WireError("overloaded", "no free place");
    }
    const own = busy.get(caller) ?? 0;
    if (own >= perCaller) {
      throw new WireError("caller_busy", "too many requests of this caller at once");
    }
    taken++;
    busy.set(caller, own + 1);
    response.once("close", () => {
      taken--;
      const left = busy.get(caller) - 1;
      left > 0 ? busy.set(caller, left) : busy.delete(caller);
    });
  }

  async function admitted(exchange) {
    try {
      return await admits(exchange.sender);
    } catch (err) {
      throw new WireError("callers_unknown", err.message);
    }
  }

  async function serve(request, response, exchange) {
    if (request.method !== "POST" || !["/v1/chat/completions", "/v1/completions"].includes(exchange.path)) {
      throw new WireError("not_served", "no such endpoint");
    }
    if (!(await admitted(exchange))) {
      throw new WireError("not_admitted", `hotkey ${exchange.sender}: register it in subnet ${netuid}`);
    }
    enter(exchange.sender, response);
    const body = await read(request, maxBody);
    exchange.verifyBody(body);
    guard.admit(exchange);
    const leave = new AbortController();
    response.once("close", () => leave.abort());
    let question;
    try {
      question = JSON.parse(body);
    } catch {
      throw new WireError("malformed", "body: JSON is needed");
    }
    const answer = await model({ path: exchange.path, body: question, caller: exchange.sender, signal: leave.signal });
    if (answer?.[Symbol.asyncIterator]) {
      await stream(response, exchange, answer);
      return;
    }
    const bytes = Buffer.from(JSON.stringify(answer));
    response.writeHead(200, exchange.signResponse(200, "application/json", bytes, key));
    response.end(bytes);
  }

  async function stream(response, exchange, events) {
    const type = "text/event-stream";
    response.writeHead(200, { ...exchange.signStream(200, type, key), "Cache-Control": "no-cache" });
    const write = (text) => new Promise((taken, left) => response.write(text, (err) => (err ? left(err) : taken())));
    const writer = new StreamWriter(write, exchange, 200, type, key);
    for await (const event of events) {
      await writer.event(JSON.stringify(event)); // the caller sets the pace
    }
    await writer.close();
    response.end();
  }

  /** Answers with an error, signed if the request is verified. Strangers are told the cause and no more. */
  function refuse(response, exchange, err) {
    if (response.headersSent) {
      response.destroy(); // a stream that did not end well is broken off, never signed
      return;
    }
    const code = err instanceof WireError ? err.code : "model_failed";
    const [status, kind, retry] = causes[code] ?? [401, "authentication_error"];
    const message = exchange && err instanceof WireError ? err.message : code;
    const body = Buffer.from(JSON.stringify({ error: { message, type: kind, param: null, code } }));
    const signed = exchange ? exchange.signResponse(status, "application/json", body, key) : { "Content-Type": "application/json" };
    response.writeHead(status, { ...signed, ...(retry && { "Retry-After": retry }) });
    response.end(body);
  }

  async function answer(request, response) {
    let exchange;
    open++;
    response.once("close", () => open--);
    try {
      if (request.method === "GET" && request.url === "/healthz") {
        response.setHeader("Content-Type", "application/json");
        response.end('{"status":"ok"}\n');
        return;
      }
      if (open > 5 * concurrency) {
        throw new WireError("overloaded", "no free place"); // before any cryptography
      }
      exchange = Exchange.verify(request.method, request.url, fieldsOf(request.rawHeaders), to);
      await serve(request, response, exchange);
    } catch (err) {
      refuse(response, exchange, err);
    }
  }

  const server = createServer({ maxHeaderSize: 16 << 10, headersTimeout: 5_000, requestTimeout: 30_000, keepAliveTimeout: 60_000 }, answer);
  server.maxConnections = 1024;
  server.once("close", () => guard.close());
  return server;
}

/** Reads a body up to a limit. */
async function read(request, limit) {
  if (request.headers["content-encoding"]) {
    throw new WireError("malformed", "content encoding: bodies are sent as they are");
  }
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limit) {
      throw new WireError("too_large", `body of more than ${limit} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
