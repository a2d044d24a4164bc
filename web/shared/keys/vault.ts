// Secrets at rest: a password through Argon2id makes the key of AES-256-GCM. The header says how, so that later versions can
// do it better and still open what this one wrote; it is authenticated, so that nobody makes it say less.
import { argon2id } from "@noble/hashes/argon2.js";

/** How a vault was closed. */
export interface Header {
  version: 1;
  kdf: "argon2id";
  /** Passes, memory in KiB, lanes. */
  t: number;
  m: number;
  p: number;
  cipher: "aes-256-gcm";
  salt: Uint8Array<ArrayBuffer>;
  iv: Uint8Array<ArrayBuffer>;
}

export interface Vault {
  header: Header;
  box: ArrayBuffer;
}

/** Somebody gave a wrong password, or the vault was changed; nobody can tell which. */
export class WrongPassword extends Error {}

/** What OWASP asks of Argon2id at least; two thirds of a second in a browser on a small machine. */
const STRENGTH = { t: 2, m: 19 * 1024, p: 1 };

/** Closes secrets into a vault. */
export async function close(secret: Uint8Array<ArrayBuffer>, password: string): Promise<Vault> {
  const random = (n: number) => crypto.getRandomValues(new Uint8Array(n));
  const header: Header = { version: 1, kdf: "argon2id", ...STRENGTH, cipher: "aes-256-gcm", salt: random(16), iv: random(12) };
  const key = await keyOf(header, password, "encrypt");
  return { header, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv: header.iv, additionalData: seal(header) }, key, secret) };
}

/** Opens a vault. Throws WrongPassword. */
export async function open(vault: Vault, password: string): Promise<Uint8Array<ArrayBuffer>> {
  const { header } = vault;
  if (header.version !== 1 || header.kdf !== "argon2id" || header.cipher !== "aes-256-gcm") {
    throw new Error("this vault was written by a newer version of the wallet");
  }
  const key = await keyOf(header, password, "decrypt");
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: header.iv, additionalData: seal(header) }, key, vault.box));
  } catch {
    throw new WrongPassword("the password is wrong");
  }
}

async function keyOf(h: Header, password: string, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const raw = Uint8Array.from(argon2id(password.normalize("NFKC"), h.salt, { t: h.t, m: h.m, p: h.p, dkLen: 32 }));
  try {
    return await crypto.subtle.importKey("raw", raw, "AES-GCM", false, [use]);
  } finally {
    raw.fill(0);
  }
}

const seal = (h: Header) => new TextEncoder().encode(JSON.stringify([h.version, h.kdf, h.t, h.m, h.p, h.cipher, [...h.salt]]));
