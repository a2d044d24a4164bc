import { expect, test } from "vitest";
import { en } from "../i18n/en";
import { ApiError, errorFields, errorOf } from "./client";
import { heightOf } from "./live";
import { errorWords } from "./words";

test("errorFields reads the error objects of both APIs, and survives anything else", () => {
  expect(errorFields({ error: { code: "no_miners", message: "none\u202e", type: "x", param: null } })).toEqual({
    code: "no_miners",
    message: "none",
  });
  expect(errorFields({ error: { code: null, message: "m" } })).toEqual({ code: "", message: "m" });
  for (const v of [null, "x", [], {}, { error: "text" }, { error: null }]) expect(errorFields(v)).toEqual({ code: "", message: "" });
});

test("errorOf keeps status and Retry-After", async () => {
  const body = JSON.stringify({ error: { code: "miners_busy", message: "busy" } });
  const err = await errorOf(new Response(body, { status: 503, headers: { "Retry-After": "7" } }));
  expect(err).toMatchObject({ status: 503, code: "miners_busy", message: "busy", retryAfter: 7 });
  expect(await errorOf(new Response("<html>", { status: 502 }))).toMatchObject({ code: "", message: "HTTP 502", retryAfter: null });
});

test("errorWords prefers our words, and adds a reason where there is one", () => {
  expect(errorWords(en, new ApiError(503, "miners_busy", "x", 1))).toBe(`${en.errors.codes.miners_busy} Try again in 1 second.`);
  expect(errorWords(en, new ApiError(400, "request_refused", "too hot"))).toBe(`${en.errors.codes.request_refused} It says: too hot`);
  expect(errorWords(en, new ApiError(500, "constructor", "strange"))).toBe("That did not work: strange");
});

test("heightOf reads events of the stream", () => {
  expect(heightOf('{"height":12}')).toBe(12);
  for (const bad of ["", "{}", "null", '{"height":"12"}', '{"height":-1}', '{"height":1.5}', '{"height":1e99}'])
    expect(heightOf(bad)).toBe(0);
});
