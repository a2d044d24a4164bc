// Where the documentation is: Go serves it at /docs/, beside the app.

import type { Lang } from "./i18n";

/** The first page of the documentation. */
export const docsHome = (lang: Lang) => (lang === "zh-CN" ? "/docs/zh/" : "/docs/");

/** The path of a page by its file in the repository, "docs/guide/stake.md"; null when the file can be no page. */
export function docsPath(file: string, anchor: string | undefined, lang: Lang): string | null {
  const m = /^docs\/(?:guide\/)?(zh\/)?((?:[a-z0-9-]+\/)?[A-Za-z0-9-]+)\.md$/.exec(file);
  if (m?.[2] === undefined) return null;
  const home = m[1] === undefined ? (anchor === undefined ? docsHome(lang) : "/docs/") : "/docs/zh/"; // a heading has the words of its language
  return home + m[2].replace(/(^|\/)README$/, "") + (anchor === undefined ? "" : `#${encodeURIComponent(anchor)}`);
}
