// Pages of the documentation that an answer names.

import { docsPath } from "@shared/docs";
import type { Lang } from "@shared/i18n";

const NAMED = /(?:Source|来源)\s*[:：]\s*(docs\/[\w./-]{1,200}\.md)(?:#([\p{L}\p{N}_-]{1,200}))?/gu;
const MOST = 5;

/** A page, and where it is. */
export interface Source {
  name: string;
  to: string;
}

/** Finds the pages that an answer says it is from. A model may write what it likes: only pages of our own come out. */
export function sourcesOf(answer: string, lang: Lang): Source[] {
  const found = new Map<string, Source>();
  for (const [, file = "", anchor] of answer.matchAll(NAMED)) {
    const to = docsPath(file, anchor, lang);
    if (to !== null && found.size < MOST) found.set(to, { name: file.replace(/^docs\/(guide\/)?/, ""), to });
  }
  return [...found.values()];
}
