// What a message does, as a sentence. A message without a sentence here is shown in red: nobody signs what nobody explained.
import { formatTao, parseRao } from "@shared/amount";
import type { Message } from "@shared/provider/wallet";
import { clean } from "@shared/text";
import type { Messages } from "../i18n";
import type { Name, Reader, Said } from "./said";
import { sentences } from "./sentences";

const PROPORTION = 65_535; // a take or a share is in parts of it
const LONGEST = 1000; // letters of one field; a subnet's description has no more

const shown = (v: unknown) => (typeof v === "string" || typeof v === "number" || typeof v === "boolean" ? clean(String(v), LONGEST) : "");

/** Reads a message, or a part of one, for a sentence. */
export function reader(t: Messages, m: unknown, name: Name, lang: string): Reader {
  const all = (typeof m === "object" && m !== null ? m : {}) as Record<string, unknown>;
  const get = (k: string) => (Object.hasOwn(all, k) ? all[k] : undefined);
  const text = (k: string) => shown(get(k));
  const rao = (k: string) => parseRao(text(k)) ?? 0n;
  const list = (k: string) => {
    const v = get(k);
    return Array.isArray(v) ? v : v === undefined || v === null ? [] : [v];
  };
  return {
    s: t.says,
    lang,
    text,
    who: (k) => name(text(k)),
    rao,
    tao: (k) => `${formatTao(rao(k), lang)} TAO`,
    percent: (k) => `${((Number(text(k) || "0") / PROPORTION) * 100).toFixed(2)} %`,
    is: (k) => get(k) === true,
    all: (k) => list(k).map((v) => reader(t, v, name, lang)),
    texts: (k) => list(k).map(shown),
    fields: () => Object.entries(all).map(([k, v]) => `${clean(k, LONGEST)} = ${shown(v) || clean(JSON.stringify(v) ?? "", LONGEST)}`),
    say: () => say(t, all as Message, name, lang),
  };
}

/** Says what a message does; null when this wallet cannot. */
export function say(t: Messages, m: Message, name: Name, lang: string): Said | null {
  return sentences.get(m["@type"])?.(reader(t, m, name, lang)) ?? null;
}
