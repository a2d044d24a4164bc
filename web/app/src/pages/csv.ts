// Tables for programs: what a list says, as comma-separated values.

import { formatTao, parseRao } from "@shared/amount";
import { callJSON } from "../api/client";
import { type Move, type Transfer, withParams } from "../api/history";
import type { List } from "../api/types";

const PAGE = "500"; // the largest there is
export const MOST = 20_000; // rows in a file

/** Writes a cell. One that a spreadsheet would take for a formula becomes text. */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Writes payments: amounts in rao for programs, in TAO for people. */
export function transfersCSV(all: readonly Transfer[]): string {
  const head = ["height", "time", "tx", "from", "to", "amount_rao", "amount_tao"];
  const rows = all.map((x) => [
    String(x.height),
    x.time,
    x.tx ?? "",
    x.from,
    x.to,
    x.amount_rao,
    formatTao(parseRao(x.amount_rao) ?? 0n, "en").replaceAll(",", ""),
  ]);
  return `${[head, ...rows].map((r) => r.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Writes stake that changed hands. */
export function movesCSV(all: readonly Move[]): string {
  const head = ["height", "time", "tx", "kind", "coldkey", "hotkey", "other", "amount_rao", "amount_tao"];
  const rows = all.map((m) => [
    String(m.height),
    m.time,
    m.tx ?? "",
    m.kind,
    m.coldkey ?? "",
    m.hotkey,
    m.other ?? "",
    m.amount_rao,
    formatTao(parseRao(m.amount_rao) ?? 0n, "en").replaceAll(",", ""),
  ]);
  return `${[head, ...rows].map((r) => r.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Collects a list, page by page, until its end or until there are `MOST` entries. */
export async function collect<T>(path: string, params: Record<string, string | null | undefined>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page: List<T> = await callJSON<List<T>>(`/api/v1/${withParams(path, { ...params, limit: PAGE, cursor })}`);
    all.push(...page.data);
    cursor = page.next;
  } while (cursor && all.length < MOST);
  return all.slice(0, MOST);
}

/** Gives a text to the reader as a file. */
export function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  a.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
