import { shorten } from "@shared/address";
import type { MouseEvent, ReactNode } from "react";
import { visitTo } from "../route";
import { Copy } from "./copy";

/** Whether a click asks for a new tab or window, which is the browser's own business. */
export const elsewhere = (e: Pick<MouseEvent, "metaKey" | "ctrlKey" | "shiftKey" | "altKey" | "button">) =>
  e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || e.button !== 0;

/** A link to a page of ours. It is a real one: every way a browser has to follow a link works. */
export function Link(props: {
  to: string;
  children: ReactNode;
  current?: "page" | "true" | undefined;
  className?: string;
  title?: string;
}) {
  return (
    <a
      href={props.to}
      className={props.className}
      title={props.title}
      aria-current={props.current}
      onClick={(e) => {
        if (elsewhere(e)) return;
        e.preventDefault();
        visitTo(props.to);
      }}
    >
      {props.children}
    </a>
  );
}

/** A key, an address or a hash that leads to its page: short for the eye, whole for those who listen. */
export function KeyLink({ to, value, what, whole = false }: { to: string; value: string; what: string; whole?: boolean }) {
  return (
    <span className={whole ? "key whole" : "key"}>
      <Link to={to} title={value}>
        <code>
          {whole ? value : <span aria-hidden="true">{shorten(value)}</span>}
          {!whole && <span className="unseen">{value}</span>}
        </code>
      </Link>
      <Copy text={value} what={what} />
    </span>
  );
}
