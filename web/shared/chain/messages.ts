// Messages between their JSON form, which pages and people use, and the bytes that are signed.
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { messages } from "../../../clients/js/gen/index";
import type { Message } from "../provider/wallet";
import { type Coin, camel, readCoins, writeCoins } from "./coins";
import { DEPOSIT, govDeposit, govSubmit, govVote, SUBMIT, VOTE } from "./gov";

/** A message as a transaction holds it. */
export interface Packed {
  typeUrl: string;
  value: Uint8Array;
}

/** A message that the wallet cannot write: it does not know the type, or not a field of it. */
export class UnknownMessage extends Error {}

interface Codec {
  fromJSON(json: unknown): unknown;
  toJSON(message: unknown): unknown;
  encode(message: unknown): BinaryWriter;
}

const SEND = "/cosmos.bank.v1beta1.MsgSend";

const codecs = new Map<string, Codec>([
  ...(messages as unknown as [string, Codec][]),
  [SEND, bankSend()],
  [VOTE, govVote()],
  [DEPOSIT, govDeposit()],
  [SUBMIT, govSubmit(pack)],
]);

/** Whether the wallet can write messages of a type. */
export const canWrite = (typeUrl: string) => codecs.has(typeUrl);

/** The types of all messages that the wallet can write. */
export const writable = () => [...codecs.keys()];

/**
 * Turns a message into bytes. Nothing in it may be lost: what is read back must be what was asked for, or the person
 * would sign something else than was shown. Throws UnknownMessage with the type, and the field if there is one.
 */
export function pack(message: Message): Packed {
  const { "@type": typeUrl, ...fields } = message;
  const codec = codecs.get(typeUrl);
  if (codec === undefined) throw new UnknownMessage(typeUrl);
  let read: unknown;
  let value: Uint8Array;
  try {
    read = codec.fromJSON(fields);
    value = codec.encode(read).finish(); // refuses numbers that do not fit
  } catch (err) {
    throw new UnknownMessage(`${typeUrl}: ${err instanceof Error ? err.message : err}`);
  }
  const lost = difference(fields, codec.toJSON(read), "");
  if (lost !== null) throw new UnknownMessage(`${typeUrl}: ${lost}`);
  return { typeUrl, value };
}

const empty = (v: unknown) =>
  v === undefined || v === null || v === "" || v === "0" || v === 0 || v === false || (Array.isArray(v) && v.length === 0);

/** Finds a field of what was asked that is not in what was read; null when there is none. Defaults may be left out. */
function difference(asked: unknown, got: unknown, at: string): string | null {
  if (Array.isArray(asked)) {
    if (empty(asked) && empty(got)) return null;
    if (!Array.isArray(got) || got.length !== asked.length) return at;
    return first(asked.map((v, i) => difference(v, got[i], `${at}[${i}]`)));
  }
  if (typeof asked === "object" && asked !== null) {
    const all = Object.entries(asked);
    const there = typeof got === "object" && got !== null ? (got as Record<string, unknown>) : {};
    return first(all.map(([k, v]) => difference(v, there[camel(k)], at === "" ? k : `${at}.${k}`)));
  }
  if (empty(asked)) return empty(got) ? null : at;
  return String(asked) === String(got) ? null : at;
}

const first = (all: (string | null)[]) => all.find((v) => v !== null) ?? null;

interface Send {
  fromAddress: string;
  toAddress: string;
  amount: Coin[];
}

/** The one message of the Cosmos SDK that everybody needs; the generated code has only the chain's own. */
function bankSend(): Codec {
  const text = (v: unknown) => (typeof v === "string" ? v : "");
  return {
    fromJSON(json): Send {
      const { from_address, to_address, amount } = json as Record<string, unknown>;
      return { fromAddress: text(from_address), toAddress: text(to_address), amount: readCoins(amount) };
    },
    toJSON: (m) => m,
    encode(m) {
      const { fromAddress, toAddress, amount } = m as Send;
      const w = new BinaryWriter().uint32(10).string(fromAddress).uint32(18).string(toAddress);
      return writeCoins(w, 26, amount);
    },
  };
}
