import { docsHome } from "@shared/docs";
import { useEffect, useRef, useState } from "react";
import { withParams } from "../api/history";
import { useText } from "../i18n";
import { Link } from "../parts/link";
import { type PageName, placeOf, useParam, usePath, visitTo } from "../route";

const pages = ["blocks", "txs", "transfers", "accounts", "validators", "tokenomics", "developers"] as const;
const more = ["yields", "root", "producers", "proposals", "params"] as const;

/** To which of the lists a page belongs. */
const home: Partial<Record<PageName, PageName>> = {
  block: "blocks",
  tx: "txs",
  account: "accounts",
  coldkey: "accounts",
  validator: "validators",
  neuron: "validators",
  subnet: "market",
  proposal: "proposals",
  model: "developers",
};

/** Links to the pages. */
export function Nav() {
  const { t, lang } = useText();
  const path = usePath();
  const { page } = placeOf(path);
  const current = (name: PageName, to: string) => (path === to ? "page" : (home[page] ?? page) === name ? "true" : undefined);
  const links = (names: readonly (keyof typeof t.pages.titles & PageName)[]) =>
    names.map((p) => (
      <Link key={p} to={`/${p}`} current={current(p, `/${p}`)}>
        {t.pages.titles[p]}
      </Link>
    ));
  return (
    <>
      <nav className="pages" aria-label={t.pages.nav}>
        <Link to="/" current={current("market", "/")}>
          {t.pages.market}
        </Link>
        {links(pages)}
        <a href={docsHome(lang)}>{t.docs.nav}</a>
      </nav>
      {/* the path as its key: it closes when one of its links is followed */}
      <details key={path} className="rest">
        <summary className={more.some((p) => current(p, `/${p}`)) ? "here" : undefined}>{t.pages.rest}</summary>
        <nav aria-label={t.pages.rest}>{links(more)}</nav>
      </details>
    </>
  );
}

/** Looks for what a reader has at hand: an address, a hash, a height, a name. A slash puts the cursor here. */
export function Look() {
  const { t } = useText();
  const box = useRef<HTMLInputElement>(null);
  const asked = useParam("q");
  const [text, setText] = useState(asked ?? "");
  useEffect(() => {
    const slash = (e: KeyboardEvent) => {
      const busy = e.target instanceof Element && e.target.closest("input, textarea, select") !== null;
      if (e.key !== "/" || busy || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      box.current?.focus();
    };
    document.addEventListener("keydown", slash);
    return () => document.removeEventListener("keydown", slash);
  }, []);
  return (
    <search>
      <form
        className="look"
        onSubmit={(e) => {
          e.preventDefault();
          if (text.trim() !== "") visitTo(withParams("/search", { q: text.trim() }));
        }}
      >
        <input
          ref={box}
          id="look"
          type="search"
          aria-label={t.pages.look.label}
          placeholder={t.pages.look.label}
          title={t.pages.look.label}
          value={text}
          maxLength={200}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(e) => setText(e.target.value)}
        />
        <button type="submit">{t.pages.look.button}</button>
      </form>
    </search>
  );
}
