import { refuse } from "./errors.js";
import { bytesOf, one } from "./fields.js";
import { verify } from "./key.js";

const algorithm = "ecdsa-secp256k1-sha256";
const label = "tianwang";

/** One kind of message: what its signature covers, in order, and the tag that tells kinds apart. */
class Form {
  constructor(tag, expires, ids) {
    this.tag = tag;
    this.expires = expires; // whether created is followed by expires
    this.ids = ids;
    this.list = `(${ids.join(" ")})`;
  }

  /** Returns the two signature fields of a message whose components have these values. */
  sign(values, key, created, expires) {
    const end = this.expires ? `;expires=${expires}` : "";
    const keyid = Buffer.from(key.publicKey).toString("hex");
    const input = `${this.list};created=${created}${end};keyid="${keyid}";alg="${algorithm}";tag="${this.tag}"`;
    const text = `:${Buffer.from(key.sign(this.base(values, input))).toString("base64")}:`;
    return { input: `${label}=${input}`, signature: `${label}=${text}`, text };
  }

  /** The signature base of RFC 9421 §2.5. */
  base(values, input) {
    const lines = this.ids.map((id, i) => `${id}: ${values[i]}`);
    return Buffer.from([...lines, `"@signature-params": ${input}`].join("\n"), "latin1");
  }

  /** Reads the signature fields strictly; nothing is verified yet. */
  parse(fields) {
    if (!fields["signature-input"]?.length || !fields.signature?.length) {
      refuse("unsigned", "no signature");
    }
    const raw = one(fields, "signature-input");
    const start = `${label}=${this.list}`;
    if (!raw.startsWith(start)) {
      refuse("malformed", `header signature-input: not the components of a ${this.tag}`);
    }
    const parameters = this.#parameters(raw.slice(start.length));
    const text = one(fields, "signature");
    const bytes = text.startsWith(`${label}=`) && bytesOf(text.slice(label.length + 1));
    if (!bytes || bytes.length !== 64) {
      refuse("malformed", "header signature: 64 bytes without parameters are needed");
    }
    return { ...parameters, input: raw.slice(label.length + 1), text: text.slice(label.length + 1), bytes };
  }

  /** Takes the parameters of the form and no others, in any order, each in its canonical text. */
  #parameters(text) {
    const found = {};
    let rest = text;
    while (rest !== "") {
      const match = /^;([a-z]+)=(?:(0|-?[1-9][0-9]{0,14})|"([\x20\x21\x23-\x5b\x5d-\x7e]*)")/.exec(rest);
      if (!match || match[1] in found) {
        refuse("malformed", "header signature-input: not in canonical form");
      }
      found[match[1]] = match[2] === undefined ? match[3] : Number(match[2]);
      rest = rest.slice(match[0].length);
    }
    const wanted = { created: "number", keyid: "string", alg: "string", tag: "string", ...(this.expires && { expires: "number" }) };
    const names = Object.keys(wanted);
    if (Object.keys(found).length !== names.length || !names.every((name) => typeof found[name] === wanted[name])) {
      refuse("malformed", `header signature-input: the parameters are ${names.join(", ")}`);
    }
    if (found.alg !== algorithm || found.tag !== this.tag) {
      refuse("malformed", `header signature-input: alg ${algorithm} and tag ${this.tag} are needed`);
    }
    return found;
  }

  /** Checks that the hotkey with an address signed these values. */
  verify(signature, values, address) {
    verify(signature.keyid, address, this.base(values, signature.input), signature.bytes);
  }
}

/** Components of the request that every answer covers. */
const bound = [
  '"@method";req',
  '"@path";req',
  '"@query";req',
  '"content-digest";req',
  '"tianwang-sender";req',
  '"tianwang-receiver";req',
  '"tianwang-chain";req',
  '"tianwang-netuid";req',
  `"signature";req;key="${label}"`,
];
const head = ['"@status"', '"content-type"', '"tianwang-request-id"'];

export const requestForm = new Form("tianwang-request", true, [
  '"@method"',
  '"@path"',
  '"@query"',
  '"content-digest"',
  '"content-type"',
  '"tianwang-sender"',
  '"tianwang-receiver"',
  '"tianwang-chain"',
  '"tianwang-netuid"',
  '"tianwang-request-id"',
]);
export const responseForm = new Form("tianwang-response", false, [...head, '"content-digest"', ...bound]);
export const streamForm = new Form("tianwang-stream", false, [...head, ...bound]);
