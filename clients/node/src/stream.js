import { createHash } from "node:crypto";
import { refuse } from "./errors.js";
import { digestOf } from "./fields.js";

const closing = ["Content-Digest", "Signature-Input", "Signature"];
const first = Buffer.from(": Content-Digest: ");

/** Writes a signed stream of events to a response whose header, of signStream, was sent. */
export class StreamWriter {
  #hash = createHash("sha256");

  constructor(write, exchange, status, type, key) {
    Object.assign(this, { write, exchange, status, type, key });
  }

  /** Sends an event. */
  event(data) {
    const text = `data: ${data}\n\n`;
    this.#hash.update(text);
    return this.write(text);
  }

  /** Ends the stream and signs every byte of it. A stream whose model failed is never closed. */
  async close(now) {
    await this.event("[DONE]");
    const fields = this.exchange.closing(this.status, this.type, digestOf(this.#hash), this.key, now);
    return this.write(`${closing.map((name) => `: ${name}: ${fields[name]}\n`).join("")}\n`);
  }
}

/** The lines of a body, each with its end. */
async function* lines(body, maxLine, maxTotal) {
  let rest = Buffer.alloc(0);
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield rest.subarray(0, end + 1);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > maxLine || total > maxTotal) {
      refuse("too_long", `lines of ${maxLine} and streams of ${maxTotal} bytes are allowed`);
    }
  }
  if (rest.length > 0) {
    yield rest;
  }
}

/**
 * Yields the data of each event of a signed stream, and throws unless the stream was whole and every byte of it signed.
 * What it yields before stands on the signed head alone until then.
 * @param {(closing: object, digest: string) => void} verify of Exchange.verifyStream
 */
export async function* readStream(body, verify, maxLine = 64 << 10, maxTotal = 8 << 20) {
  const hash = createHash("sha256");
  let done = false;
  let end; // the lines of the closing signature, once it has begun
  for await (const line of lines(body, maxLine, maxTotal)) {
    if (end) {
      end.push(line);
      if (end.length > closing.length + 1) {
        refuse("malformed", "bytes after the closing signature");
      }
    } else if (line.subarray(0, first.length).equals(first)) {
      if (!done) {
        refuse("unfinished", "closed without [DONE]");
      }
      end = [line];
    } else {
      if (line.at(-1) !== 10) {
        refuse("unfinished", "the stream breaks off");
      }
      hash.update(line);
      const data = dataOf(line.subarray(0, line.at(-2) === 13 ? -2 : -1));
      if (data === undefined) {
        continue; // a comment, a field that is not data, or the end of an event
      }
      if (done) {
        refuse("malformed", "data after [DONE]");
      }
      done = data === "[DONE]";
      if (!done) {
        yield data;
      }
    }
  }
  verify(closingFields(end ?? []), digestOf(hash));
}

function dataOf(line) {
  if (line.includes(13)) {
    refuse("malformed", "carriage return inside a line");
  }
  const match = /^data: ?/.exec(line.subarray(0, 6).toString("latin1"));
  return match ? line.subarray(match[0].length).toString() : undefined;
}

/** The fields of a closing signature: a line each, and an empty line. */
function closingFields(end) {
  const fields = {};
  for (const [i, name] of closing.entries()) {
    const line = end[i]?.toString("latin1") ?? "";
    if (!line.endsWith("\n")) {
      refuse("unfinished", "the stream ends before its closing signature does");
    }
    if (!line.startsWith(`: ${name}: `)) {
      refuse("malformed", `line ${i + 1} of the closing signature is not ${name}`);
    }
    fields[name.toLowerCase()] = [line.slice(name.length + 4, -1)];
  }
  if (end[closing.length]?.toString("latin1") !== "\n") {
    refuse("unfinished", "no empty line after the closing signature");
  }
  return fields;
}
