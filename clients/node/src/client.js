import { request as httpRequest } from "node:http";
import { dial, place } from "./dial.js";
import { Refusal, WireError } from "./errors.js";
import { Exchange } from "./exchange.js";
import { fieldsOf } from "./fields.js";
import { readStream } from "./stream.js";

/** A dendrite: asks miners, and believes only what they signed. */
export class Dendrite {
  /**
   * @param {object} options
   * @param {import("./key.js").Key} options.key
   * @param {string} options.chain
   * @param {boolean} [options.allowPrivate] lets private addresses be dialled, for a network on one machine
   * @param {number} [options.timeout] for a whole answer, and between two events of a stream, in milliseconds
   */
  constructor({ key, chain, allowPrivate = false, timeout = 120_000, maxAnswer = 8 << 20 }) {
    Object.assign(this, { key, chain, allowPrivate, timeout, maxAnswer });
  }

  /**
   * Asks a miner and returns its whole answer, verified.
   * @param {{hotkey: string, netuid: number, url: string, tlsKey?: Uint8Array}} miner as the metagraph has it
   */
  async ask(miner, path, question) {
    const { response, exchange } = await this.#send(miner, path, question, "application/json");
    const body = await readAll(response, this.maxAnswer);
    exchange.verifyResponse(response.statusCode, fieldsOf(response.rawHeaders), body);
    return JSON.parse(body);
  }

  /** Asks a miner for a stream and yields its events. It throws at the end unless every byte of it was signed. */
  async *stream(miner, path, question) {
    const { response, exchange } = await this.#send(miner, path, { ...question, stream: true }, "text/event-stream");
    try {
      const verify = exchange.verifyStream(response.statusCode, fieldsOf(response.rawHeaders));
      for await (const data of readStream(response, verify, 64 << 10, this.maxAnswer)) {
        yield JSON.parse(data);
      }
    } catch (err) {
      throw err.code === "ECONNRESET" ? new WireError("unfinished", "the stream breaks off") : err;
    } finally {
      response.destroy();
    }
  }

  async #send(miner, path, question, accept) {
    const at = place(miner.url, this.allowPrivate);
    const body = Buffer.from(JSON.stringify(question));
    const message = { method: "POST", target: path, type: "application/json", body, receiver: miner.hotkey, chain: this.chain, netuid: miner.netuid };
    const exchange = Exchange.sign(message, this.key);
    const response = await new Promise((resolve, reject) => {
      const request = httpRequest({
        method: "POST",
        path,
        // A connection for each request: a pool would have to remember whose key it has seen.
        createConnection: (_, connected) => dial(at, miner.tlsKey, connected),
        headers: { Host: `${at.host.includes(":") ? `[${at.host}]` : at.host}:${at.port}`, Accept: accept, "Content-Length": body.length, ...exchange.fields },
        timeout: this.timeout,
        maxHeaderSize: 16 << 10,
      });
      request.once("response", resolve);
      request.once("error", (err) => reject(err instanceof WireError ? err : new WireError("unreachable", err.message)));
      request.once("timeout", () => request.destroy(new WireError("timeout", "miner took too long")));
      request.end(body);
    });
    if (response.statusCode !== 200) {
      throw await refusal(response, exchange);
    }
    return { response, exchange };
  }
}

async function readAll(response, limit) {
  const chunks = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > limit) {
      response.destroy();
      throw new WireError("too_long", `answer of more than ${limit} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function refusal(response, exchange) {
  const body = await readAll(response, 64 << 10);
  let said = {};
  try {
    said = JSON.parse(body).error ?? {};
  } catch {
    // no error object
  }
  let signed = true;
  try {
    exchange.verifyResponse(response.statusCode, fieldsOf(response.rawHeaders), body);
  } catch {
    signed = false;
  }
  return new Refusal(response.statusCode, String(said.code ?? ""), String(said.message ?? ""), signed, Number(response.headers["retry-after"] ?? 0));
}
