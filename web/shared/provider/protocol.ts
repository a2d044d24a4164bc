// How a page and our wallet talk across origins: objects with a mark, sent with postMessage. Both ends check who sent an
// object before they look into it, and take nothing in it for granted.
import type { Account, Outcome, TextSignature, WalletErrorCode } from "./wallet";
import { type Message, WalletError, walletErrorCodes } from "./wallet";

/** The version of the protocol, and its mark. */
export const MARK = "tianwang.wallet.1";

/** What a page can ask. */
export type Ask =
  | { method: "connect" }
  | { method: "disconnect" }
  | { method: "send"; address: string; messages: Message[]; memo: string }
  | { method: "signText"; address: string; text: string };

/** What is answered to each question. */
export interface Answers {
  connect: Account;
  disconnect: null;
  send: Outcome;
  signText: TextSignature;
}

/** A question on its way. */
export interface Question {
  mark: typeof MARK;
  id: string;
  ask: Ask;
}

/** What the wallet says: that it listens, or what it answers. */
export type Reply =
  | { mark: typeof MARK; ready: true }
  | { mark: typeof MARK; id: string; result: unknown }
  | { mark: typeof MARK; id: string; error: { code: WalletErrorCode; message: string } };

/** Bounds of what a page may ask for. */
const MAX_MESSAGES = 32;
const MAX_JSON = 200_000; // characters
const MAX_TEXT = 10_000;
const MAX_MEMO = 256;

const object = (v: unknown): v is Record<string, unknown> => typeof v === "object" && v !== null && !Array.isArray(v);
const short = (v: unknown, longest: number): v is string => typeof v === "string" && v.length <= longest;

/** Reads a question; null when it is none. A page that breaks the bounds gets no answer to read anything from. */
export function questionOf(data: unknown): Question | null {
  if (!object(data) || data.mark !== MARK || !short(data.id, 64) || data.id === "") return null;
  const ask = askOf(data.ask);
  return ask === null ? null : { mark: MARK, id: data.id, ask };
}

function askOf(ask: unknown): Ask | null {
  if (!object(ask)) return null;
  switch (ask.method) {
    case "connect":
    case "disconnect":
      return { method: ask.method };
    case "send": {
      const { address, messages, memo } = ask;
      if (!short(address, 90) || !short(memo, MAX_MEMO) || !Array.isArray(messages)) return null;
      if (messages.length === 0 || messages.length > MAX_MESSAGES || !messages.every((m) => object(m) && short(m["@type"], 200)))
        return null;
      const json = JSON.stringify(messages);
      return json.length > MAX_JSON ? null : { method: "send", address, memo, messages: JSON.parse(json) as Message[] };
    }
    case "signText":
      return short(ask.address, 90) && short(ask.text, MAX_TEXT) ? { method: "signText", address: ask.address, text: ask.text } : null;
    default:
      return null;
  }
}

/** Reads what the wallet says; null when it is not of the wallet's making. */
export function replyOf(data: unknown): Reply | null {
  if (!object(data) || data.mark !== MARK) return null;
  if (data.ready === true) return { mark: MARK, ready: true };
  if (!short(data.id, 64)) return null;
  if (object(data.error)) {
    const code = walletErrorCodes.find((c) => object(data.error) && c === data.error.code) ?? "failed";
    return { mark: MARK, id: data.id, error: { code, message: String(data.error.message ?? "").slice(0, 2000) } };
  }
  return { mark: MARK, id: data.id, result: data.result };
}

/** Reads the answer to a question of a kind; throws a WalletError when it has another form. */
export function resultOf<M extends keyof Answers>(method: M, result: unknown): Answers[M] {
  const r = object(result) ? result : {};
  const has = (...names: string[]) => names.every((n) => typeof r[n] === "string");
  const right = {
    connect: () => has("address", "publicKey", "name"),
    disconnect: () => true,
    send: () => has("hash", "log") && Number.isSafeInteger(r.height) && Number.isSafeInteger(r.code),
    signText: () => has("signature", "publicKey"),
  };
  if (!right[method]()) throw new WalletError("failed", `the wallet's answer to ${method} has another form`);
  return (method === "disconnect" ? null : r) as unknown as Answers[M];
}
