// What comes back from the gateway while a model speaks.

import { clean } from "@shared/text";
import { errorFields, field } from "../api/client";

/** Who answered, as the gateway says. */
export interface Served {
  netuid: number;
  uid: number;
  hotkey: string;
  request: string; // its id, "" when it is not known
  attempts: number; // miners that were asked
  share: number | null; // of a composed answer, in millionths
}

/** Finds out who answered, from the fields of a header; null when it does not say. */
export function readServed(get: (name: string) => string | null): Served | null {
  const number = (name: string) => {
    const v = get(name);
    return v !== null && /^\d{1,9}$/.test(v) ? Number(v) : null;
  };
  const netuid = number("Tianwang-Netuid");
  const uid = number("Tianwang-Uid");
  const hotkey = clean(get("Tianwang-Miner") ?? "", 128);
  if (netuid === null || uid === null || hotkey === "") return null;
  const request = clean(get("Tianwang-Request-Id") ?? "", 128);
  return { netuid, uid, hotkey, request, attempts: number("Tianwang-Attempts") ?? 1, share: null };
}

/** Who made a composed answer, the largest part first; nobody when it is none. */
function readContributors(all: unknown): Served[] {
  if (!Array.isArray(all)) return [];
  const whole = (v: unknown): number | null => (typeof v === "number" && Number.isInteger(v) && v >= 0 ? v : null);
  const found = all.slice(0, 64).flatMap((c): Served[] => {
    const [netuid, uid, share] = [whole(field(c, "netuid")), whole(field(c, "uid")), whole(field(c, "share"))];
    const hotkey = field(c, "hotkey");
    if (netuid === null || uid === null || !share || typeof hotkey !== "string") return [];
    return [{ netuid, uid, share, hotkey: clean(hotkey, 128), request: "", attempts: 1 }];
  });
  return found.sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
}

/** Collects the fields that come as comments of the stream when the header was sent too early to have them. */
export class Comments {
  private readonly fields = new Map<string, string>();

  /** Takes a comment; those that are not ours mean nothing. */
  take(comment: string): void {
    const m = /^(Tianwang-[A-Za-z-]{1,32}): (.{1,256})$/.exec(comment);
    if (m?.[1] && m[2]) this.fields.set(m[1].toLowerCase(), m[2]);
  }

  /** Looks a field up. */
  get(name: string): string | null {
    return this.fields.get(name.toLowerCase()) ?? null;
  }
}

/** One event of a stream. */
export type Piece =
  | { kind: "text"; text: string; finish: string | null; by: Served[]; tokens: number | null }
  | { kind: "error"; code: string; message: string }
  | { kind: "done" };

/** Reads the data of an event; null when it is none of ours. */
export function readPiece(data: string): Piece | null {
  if (data === "[DONE]") return { kind: "done" };
  let event: unknown;
  try {
    event = JSON.parse(data);
  } catch {
    return null;
  }
  const error = field(event, "error");
  if (error !== undefined && error !== null) return { kind: "error", ...errorFields(event) };
  const choices = field(event, "choices");
  if (!Array.isArray(choices)) return null;
  const text = field(field(choices[0], "delta"), "content");
  const finish = field(choices[0], "finish_reason");
  const tokens = field(field(event, "usage"), "completion_tokens");
  const by = readContributors(field(field(event, "tianwang"), "contributors"));
  return {
    kind: "text",
    by,
    tokens: typeof tokens === "number" && tokens >= 0 ? tokens : null,
    text: typeof text === "string" ? text : "",
    finish: typeof finish === "string" ? finish : null,
  };
}
