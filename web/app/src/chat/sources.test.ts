import { expect, test } from "vitest";
import { sourcesOf } from "./sources";

test("pages that an answer names have a place on the site", () => {
  const answer =
    "tianwang stake add\n\nSource: docs/guide/stake.md#stake-hold-tao-and-let-it-work\n来源：docs/guide/zh/use.md#2-提问\nSource: docs/spec/wire.md";
  expect(sourcesOf(answer, "en")).toEqual([
    { name: "stake.md", to: "/docs/stake#stake-hold-tao-and-let-it-work" },
    { name: "zh/use.md", to: `/docs/zh/use#${encodeURIComponent("2-提问")}` },
    { name: "spec/wire.md", to: "/docs/spec/wire" },
  ]);
});

test("what a model writes leads nowhere else", () => {
  for (const s of [
    "Source: javascript:alert(1)",
    "Source: docs/../api/v1/x.md",
    "Source: //evil.example/docs/a.md",
    "Source: docs/guide//evil.md",
    "docs/guide/stake.md",
  ])
    expect(sourcesOf(s, "en")).toEqual([]);
});

test("a page that is repeated is one, and there are few", () => {
  const many = Array.from({ length: 9 }, (_, i) => `Source: docs/guide/a${i}.md\nSource: docs/guide/a${i}.md`).join("\n");
  expect(sourcesOf(many, "zh-CN").length).toBe(5);
});
