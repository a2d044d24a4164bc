import { shorten } from "@shared/address";
import { formatTao, parseRao } from "@shared/amount";
import { useText } from "../i18n";
import { Copy } from "./copy";

/** An amount of money with its unit; the whole of it is in the title when decimals were cut. */
export function Amount({ rao, places = 4 }: { rao: string | undefined; places?: number }) {
  const { lang } = useText();
  const amount = parseRao(rao);
  if (amount === null) return <Unknown />;
  return (
    <span className="amount" title={`${formatTao(amount, lang)} TAO`}>
      {formatTao(amount, lang, places)} <span className="unit">TAO</span>
    </span>
  );
}

/** A whole number, grouped as the language does it. */
export function Count({ n }: { n: number | undefined }) {
  const { lang } = useText();
  if (n === undefined) return <Unknown />;
  return <span className="count">{new Intl.NumberFormat(lang).format(n)}</span>;
}

/** Stands where a number is not known yet. A page never shows a zero that is not one. */
export function Unknown() {
  const { t } = useText();
  return (
    <span className="unknown">
      <span className="unseen">{t.unknown}</span>
    </span>
  );
}

/** A share of one, with four decimals. */
export function Share({ of }: { of: number }) {
  return <span className={of === 0 ? "share zero" : "share"}>{of === 0 ? "0" : of.toFixed(4)}</span>;
}

/** A bar as long as a value is of the largest. It is decoration; the number stands beside it. */
export function Bar({ value, max, kind }: { value: number; max: number; kind: "accent" | "second" }) {
  const part = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <span className={`bar ${kind}`} aria-hidden="true">
      <span style={{ width: `${(part * 100).toFixed(1)}%` }} />
    </span>
  );
}

/** An address, a key or a hash: short for the eye, whole for the title, the clipboard and those who listen. */
export function Key({ value, what, head, tail }: { value: string; what: string; head?: number; tail?: number }) {
  return (
    <span className="key">
      <code title={value}>
        <span aria-hidden="true">{shorten(value, head, tail)}</span>
        <span className="unseen">{value}</span>
      </code>
      <Copy text={value} what={what} />
    </span>
  );
}
