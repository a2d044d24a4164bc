import { clean, cleanAll } from "@shared/text";

/** An answer that is not a success. Code is stable and for programs, the message is for people and in English. */
export class ApiError extends Error {
  constructor(
    readonly status: number, // 0 when there was no answer at all
    readonly code: string,
    message: string,
    readonly retryAfter: number | null = null, // seconds
  ) {
    super(message);
  }
}

/** Reads the error object that both of our APIs answer with. */
export async function errorOf(answer: Response): Promise<ApiError> {
  const seconds = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  const retry = Number.isFinite(seconds) ? seconds : null;
  const body: unknown = await answer.json().catch(() => null);
  const { code, message } = errorFields(body);
  return new ApiError(answer.status, code, message || `HTTP ${answer.status}`, retry);
}

/** Finds code and message of an error object in a JSON value; "" for what is missing. */
export function errorFields(body: unknown): { code: string; message: string } {
  const e = field(body, "error");
  const text = (v: unknown) => (typeof v === "string" ? clean(v, 500) : "");
  return { code: text(field(e, "code")), message: text(field(e, "message")) };
}

/** Returns a field of a JSON value that may be anything. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Calls one of our own endpoints; throws an ApiError, or an AbortError when the signal says so. */
export async function call(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: "same-origin", redirect: "error", ...init });
  } catch (err) {
    if (err instanceof DOMException && err.name === "AbortError") throw err;
    throw new ApiError(0, "unreachable", "no answer");
  }
  if (!answer.ok) throw await errorOf(answer);
  return answer;
}

/** Calls an endpoint that answers JSON. Every text in it is cleaned, since strangers wrote it. */
export async function callJSON<T>(path: string, init: RequestInit = {}): Promise<T> {
  const answer = await call(path, { ...init, headers: { Accept: "application/json", ...init.headers } });
  try {
    return cleanAll(await answer.json()) as T;
  } catch (err) {
    if (err instanceof DOMException && err.name === "AbortError") throw err;
    throw new ApiError(answer.status, "not_json", "the answer is not JSON");
  }
}
