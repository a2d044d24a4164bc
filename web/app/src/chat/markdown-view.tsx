import { createElement, memo, type ReactNode, useMemo, useState } from "react";
import { useText } from "../i18n";
import { Copy } from "../parts/copy";
import { Formula } from "./formula";
import { type Block, type Inline, parse } from "./markdown";

/** A link that a model wrote. It says where it leads before it leads there. */
function Away({ href, children }: { href: string; children?: ReactNode }) {
  const { t } = useText();
  const [asked, setAsked] = useState(false);
  return (
    <span className="away">
      <button type="button" className="plain" title={href} aria-expanded={asked} onClick={() => setAsked(!asked)}>
        {children}
      </button>
      {asked && (
        <span className="leave">
          {t.chat.leads} <code>{href}</code>{" "}
          <a href={href} target="_blank" rel="noopener noreferrer nofollow">
            {t.chat.leave}
          </a>
        </span>
      )}
    </span>
  );
}

/** An element with children whose place is their name: a tree that a model writes only grows at its end. */
const el = (tag: string, props: Record<string, unknown> | null, children: readonly ReactNode[]) => createElement(tag, props, ...children);

const formula = (text: string, block: boolean) => createElement(Formula, { text, block });

function words(all: readonly Inline[]): ReactNode[] {
  return all.map((one) => {
    switch (one.kind) {
      case "text":
        return one.text;
      case "break":
        return el("br", null, []);
      case "code":
        return el("code", null, [one.text]);
      case "math":
        return formula(one.text, one.block);
      case "link":
        return createElement(Away, { href: one.href }, ...words(one.children));
      default:
        return el(one.kind, null, words(one.children));
    }
  });
}

function Code({ lang, text }: { lang: string; text: string }) {
  const { t } = useText();
  return (
    <div className="code">
      <p>
        <span>{lang || t.chat.code}</span>
        <Copy text={text} what={t.chat.code} />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable to be scrolled */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </div>
  );
}

function block(b: Block): ReactNode {
  switch (b.kind) {
    case "heading": // the page has headings of its own
      return el("p", { className: `heading h${b.level}` }, [el("strong", null, words(b.children))]);
    case "paragraph":
      return el("p", null, words(b.children));
    case "code":
      return createElement(Code, { lang: b.lang, text: b.text });
    case "quote":
      return el("blockquote", null, b.children.map(block));
    case "rule":
      return el("hr", null, []);
    case "list": {
      const items = b.items.map((item) => el("li", null, item.map(block)));
      return b.start === null ? el("ul", null, items) : el("ol", { start: b.start }, items);
    }
    case "table": {
      const row = (tag: "th" | "td", cells: readonly Inline[][]) =>
        el(
          "tr",
          null,
          cells.map((c) => el(tag, tag === "th" ? { scope: "col" } : null, words(c))),
        );
      const body = el(
        "tbody",
        null,
        b.rows.map((r) => row("td", r)),
      );
      return el("div", { className: "wide", tabIndex: 0 }, [el("table", null, [el("thead", null, [row("th", b.head)]), body])]);
    }
  }
}

/** What a model wrote, as elements of the page; nothing of it is ever read as markup by the browser. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const tree = useMemo(() => parse(text), [text]);
  return el("div", { className: "markdown" }, tree.map(block));
});
