import type { Messages } from "../i18n";
import type { ApiError } from "./client";

/** Codes whose message tells more than our own words can. */
const telling = [
  "request_refused",
  "context_length_exceeded",
  "unsupported_parameter",
  "unsupported_value",
  "invalid_value",
  "invalid_body",
  "too_soon",
  "dry",
];

/** Says in plain words what went wrong. */
export function errorWords(t: Messages, err: ApiError): string {
  const known = Object.hasOwn(t.errors.codes, err.code) ? t.errors.codes[err.code as keyof Messages["errors"]["codes"]] : null;
  const parts = [known ?? t.errors.other(err.message)];
  if (known !== null && telling.includes(err.code)) parts.push(t.errors.says(err.message));
  if (err.retryAfter !== null && err.retryAfter > 0) parts.push(t.errors.retry(err.retryAfter));
  return parts.join(t.errors.space);
}
