import { createHash } from "node:crypto";
import { refuse } from "./errors.js";

/** Bounds on what a field may hold, in bytes. */
export const maxValue = 256;
export const maxInput = 1024;

/** The header of a message: names in lower case, every value that was sent. Takes what Node calls rawHeaders. */
export function fieldsOf(rawHeaders) {
  const fields = {};
  for (let i = 0; i < rawHeaders.length; i += 2) {
    (fields[rawHeaders[i].toLowerCase()] ??= []).push(rawHeaders[i + 1]);
  }
  return fields;
}

/** Refuses values that intermediaries or the two sides might read differently. */
export function plain(value, what) {
  if (value.length > maxInput || value.trim() !== value || !/^[\x20-\x7e]*$/.test(value)) {
    refuse("malformed", `${what}: at most ${maxInput} bytes of printable ASCII are allowed, without space at an end`);
  }
}

/** The value of a field that must be there exactly once. */
export function one(fields, name) {
  const values = fields[name] ?? [];
  if (values.length !== 1 || values[0] === "") {
    refuse("malformed", `header ${name}: ${values.length} values, want one`);
  }
  plain(values[0], `header ${name}`);
  return values[0];
}

/** The Content-Digest of a body, or of a hash that has taken all of it. */
export function digestOf(body) {
  const hash = typeof body.digest === "function" ? body.copy() : createHash("sha256").update(body);
  return `sha-256=:${hash.digest("base64")}:`;
}

/** The bytes of a byte sequence in its one valid form, undefined when it is not one. */
export function bytesOf(text) {
  const match = /^:([A-Za-z0-9+/]*={0,2}):$/.exec(text);
  const bytes = match && Buffer.from(match[1], "base64");
  return bytes && bytes.toString("base64") === match[1] ? bytes : undefined;
}

export function digestField(fields) {
  const value = one(fields, "content-digest");
  const bytes = value.startsWith("sha-256=") && bytesOf(value.slice("sha-256=".length));
  if (!bytes || bytes.length !== 32) {
    refuse("malformed", "header content-digest: one sha-256 digest is needed");
  }
  return value;
}
