import { randomBytes } from "node:crypto";
import { refuse } from "./errors.js";
import { digestField, digestOf, maxValue, one, plain } from "./fields.js";
import { requestForm, responseForm, streamForm } from "./form.js";

/** How far clocks may be apart, and the longest life of a request, in seconds. */
export const skew = 30;
const maxLife = 60;

/** The time in Unix seconds. */
export const clock = () => Math.floor(Date.now() / 1000);

/** A signed request, and what is needed to sign, or to verify, the one answer to it. */
export class Exchange {
  /**
   * Signs a request. Its header is in `fields`.
   * @param {{method: string, target: string, type: string, body: Uint8Array, receiver: string, chain: string, netuid: number, id?: string}} request
   * @param {import("./key.js").Key} key
   */
  static sign(request, key, now = clock()) {
    const fields = {
      "content-type": [request.type],
      "content-digest": [digestOf(request.body)],
      "tianwang-sender": [key.address],
      "tianwang-receiver": [request.receiver],
      "tianwang-chain": [request.chain],
      "tianwang-netuid": [String(request.netuid)],
      "tianwang-request-id": [request.id ?? randomBytes(16).toString("hex")],
    };
    const exchange = new Exchange(request.method, request.target, fields);
    const signed = requestForm.sign(exchange.#values(), key, now, now + skew);
    exchange.created = now;
    exchange.signature = signed.text;
    exchange.fields = { ...fields, "signature-input": [signed.input], signature: [signed.signature] };
    return exchange;
  }

  /**
   * Checks everything about a request but its body and whether it was seen before, the cheap checks first.
   * @param {{hotkey: string, chain: string, netuid: number}} to whom the server takes requests for
   */
  static verify(method, target, fields, to, now = clock()) {
    const signature = requestForm.parse(fields);
    const exchange = new Exchange(method, target, fields);
    for (const [name, want, code] of [
      ["chain", to.chain, "wrong_chain"],
      ["netuid", String(to.netuid), "wrong_netuid"],
      ["receiver", to.hotkey, "wrong_receiver"],
    ]) {
      if (exchange[name] !== want) {
        refuse(code, `${name} is ${exchange[name]}, want ${want}`);
      }
    }
    fresh(signature, now);
    requestForm.verify(signature, exchange.#values(), exchange.sender);
    exchange.created = signature.created;
    exchange.signature = signature.text;
    return exchange;
  }

  /** Takes the signed parts of a request, each in its one valid form. */
  constructor(method, target, fields) {
    const at = target.indexOf("?");
    this.method = method;
    this.path = at < 0 ? target : target.slice(0, at);
    this.query = at < 0 ? "?" : target.slice(at);
    if (!this.path.startsWith("/")) {
      refuse("malformed", "request target: a path is needed");
    }
    plain(this.path, "path");
    plain(this.query, "query");
    this.digest = digestField(fields);
    for (const [part, name] of [
      ["type", "content-type"],
      ["sender", "tianwang-sender"],
      ["receiver", "tianwang-receiver"],
      ["chain", "tianwang-chain"],
      ["netuid", "tianwang-netuid"],
      ["id", "tianwang-request-id"],
    ]) {
      this[part] = one(fields, name);
      if (this[part].length > maxValue) {
        refuse("malformed", `header ${name}: longer than ${maxValue} bytes`);
      }
    }
    if (!/^[0-9a-f]{32}$/.test(this.id)) {
      refuse("malformed", "header tianwang-request-id: 32 lower-case hexadecimal digits are needed");
    }
    if (!/^(0|[1-9][0-9]{0,9})$/.test(this.netuid) || Number(this.netuid) >= 2 ** 32) {
      refuse("malformed", "header tianwang-netuid: a decimal number is needed");
    }
  }

  #values() {
    return [this.method, this.path, this.query, this.digest, this.type, this.sender, this.receiver, this.chain, this.netuid, this.id];
  }

  #answer(status, type, digest) {
    const own = digest === undefined ? [] : [digest];
    const { method, path, query, sender, receiver, chain, netuid, signature } = this;
    return [status, type, this.id, ...own, method, path, query, this.digest, sender, receiver, chain, netuid, signature];
  }

  /** Checks that a body is the one that was signed. */
  verifyBody(body) {
    if (digestOf(body) !== this.digest) {
      refuse("digest_mismatch", "body does not match its digest");
    }
  }

  /** Returns the header of a whole answer: names and values. */
  signResponse(status, type, body, key, now = clock()) {
    return { "Content-Type": type, "Tianwang-Request-Id": this.id, ...this.closing(status, type, digestOf(body), key, now) };
  }

  /** Returns the header of a stream. */
  signStream(status, type, key, now = clock()) {
    const signed = streamForm.sign(this.#answer(status, type), key, now);
    return { "Content-Type": type, "Tianwang-Request-Id": this.id, "Signature-Input": signed.input, Signature: signed.signature };
  }

  /** Returns the fields that sign a digest: of a whole answer, or at the end of a stream. */
  closing(status, type, digest, key, now = clock()) {
    const signed = responseForm.sign(this.#answer(status, type, digest), key, now);
    return { "Content-Digest": digest, "Signature-Input": signed.input, Signature: signed.signature };
  }

  /** Checks that the receiver of the request signed this answer to it. */
  verifyResponse(status, fields, body) {
    const signature = responseForm.parse(fields);
    const type = this.#readAnswer(fields);
    this.#verifyClosing(signature, status, type, digestField(fields), digestOf(body));
  }

  /** Checks the head of a stream, and returns how to check the fields at its end. */
  verifyStream(status, fields) {
    const signature = streamForm.parse(fields);
    const type = this.#readAnswer(fields);
    streamForm.verify(signature, this.#answer(status, type), this.receiver);
    return (closing, digest) => {
      this.#verifyClosing(responseForm.parse(closing), status, type, digestField(closing), digest);
    };
  }

  #verifyClosing(signature, status, type, signed, digest) {
    responseForm.verify(signature, this.#answer(status, type, signed), this.receiver);
    if (signed !== digest) {
      refuse("digest_mismatch", "body does not match its digest");
    }
  }

  #readAnswer(fields) {
    const type = one(fields, "content-type");
    if (one(fields, "tianwang-request-id") !== this.id) {
      refuse("bad_signature", "answer to another request");
    }
    return type;
  }
}

/** Checks the time of a request against the receiver's clock. */
function fresh({ created, expires }, now) {
  if (created < 0 || expires <= created || expires - created > maxLife) {
    refuse("malformed", `a request lives 1 to ${maxLife} s`);
  }
  if (created > now + skew) {
    refuse("from_future", `created ${created - now} s ahead of the receiver's clock`);
  }
  if (created < now - skew || expires < now) {
    refuse("expired", `created ${now - created} s ago`);
  }
}
