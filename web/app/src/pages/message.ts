// What a decoded transaction says, in words. Everything in it was written by a stranger: nothing is taken for granted.

import { shorten } from "@shared/address";
import { formatTao, parseRao } from "@shared/amount";
import { field } from "../api/client";
import type { Messages } from "../i18n";

/** A message of a transaction: its name without the package, and its fields as text. */
export interface Message {
  name: string;
  fields: [string, string][];
}

/** Finds the messages in the JSON form of a transaction. */
export function messagesOf(body: unknown): Message[] {
  const all = field(field(body, "body"), "messages");
  return Array.isArray(all) ? all.map(messageOf) : [];
}

function messageOf(value: unknown): Message {
  if (typeof value !== "object" || value === null) return { name: "", fields: [] };
  const url = String(field(value, "@type") ?? "");
  const fields = Object.entries(value).filter(([k]) => k !== "@type");
  return { name: url.slice(url.lastIndexOf(".") + 1), fields: fields.map(([k, v]) => [k, typeof v === "string" ? v : JSON.stringify(v)]) };
}

/** The memo of a transaction, "" when there is none. */
export function memoOf(body: unknown): string {
  const memo = field(field(body, "body"), "memo");
  return typeof memo === "string" ? memo : "";
}

/** Says in a sentence what a message does; null when we have no sentence for it. */
export function sentence(t: Messages, m: Message, lang: string): string | null {
  const get = (name: string) => m.fields.find(([k]) => k === name)?.[1] ?? "";
  const who = (name: string) => shorten(get(name));
  const amount = () => (get("all") === "true" ? t.pages.says.everything : tao(get("amount"), lang));
  switch (m.name) {
    case "MsgSend":
      return t.pages.says.pays(who("from_address"), coins(get("amount"), lang), who("to_address"));
    case "MsgAddStake":
      return t.pages.says.stakes(who("coldkey"), amount(), who("hotkey"));
    case "MsgRemoveStake":
      return t.pages.says.unstakes(who("coldkey"), amount(), who("hotkey"));
    case "MsgMoveStake":
      return t.pages.says.moves(who("coldkey"), amount(), who("from"), who("to"));
    case "MsgTransferStake":
      return t.pages.says.moves(who("hotkey"), amount(), who("coldkey"), who("to"));
    case "MsgRegisterWork":
    case "MsgRegisterBurn":
      return t.pages.says.registers(who("hotkey"), get("netuid"));
    case "MsgSetWeights":
    case "MsgCommitWeights":
    case "MsgRevealWeights":
      return t.pages.says.weighs(who("hotkey"), get("netuid"));
    default:
      return null;
  }
}

function tao(text: string, lang: string): string {
  const rao = parseRao(text);
  return rao === null ? text : `${formatTao(rao, lang)} TAO`;
}

/** Writes the coins of a payment; those of another denomination as they are. */
function coins(text: string, lang: string): string {
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch {
    return text;
  }
  if (!Array.isArray(all)) return text;
  return all
    .map((c) => (field(c, "denom") === "rao" ? tao(String(field(c, "amount")), lang) : `${field(c, "amount")} ${field(c, "denom")}`))
    .join(" + ");
}

/** Why a transaction failed, in words of ours; null when we know only what the chain says. */
export function failure(t: Messages, codespace: string | undefined, code: number | undefined): string | null {
  const key = `${codespace}/${code}`;
  return Object.hasOwn(t.pages.reasons, key) ? t.pages.reasons[key as keyof Messages["pages"]["reasons"]] : null;
}

/** An event and its attributes. */
export interface ChainEvent {
  kind: string;
  attributes: [string, string][];
}

/** Reads the events of a transaction; what has another form is left out. */
export function eventsOf(value: unknown): ChainEvent[] {
  if (!Array.isArray(value)) return [];
  return value.map((e) => {
    const attributes = field(e, "attributes");
    return {
      kind: String(field(e, "kind") ?? ""),
      attributes: Array.isArray(attributes) ? attributes.filter(Array.isArray).map(([k, v]) => [String(k), String(v)]) : [],
    };
  });
}
