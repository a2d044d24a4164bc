// Small things that all pages of the wallet use.
import { shorten } from "@shared/address";
import { formatTao, parseRao } from "@shared/amount";
import { copyText } from "@shared/copy";
import { type Lang, langs } from "@shared/i18n";
import { applyTheme, storedTheme, themes } from "@shared/theme";
import { type InputHTMLAttributes, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useText } from "../i18n";
import { go, hrefOf } from "../route";

const THANKS = 1_500; // how long a copy is acknowledged, ms

export function Copy({ text, what }: { text: string; what: string }) {
  const { t } = useText();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = window.setTimeout(() => setDone(false), THANKS);
    return () => window.clearTimeout(timer);
  }, [done]);
  return (
    <button
      type="button"
      className="plain"
      aria-label={done ? t.copy.done : t.copy.label(what)}
      onClick={async () => setDone(await copyText(text))}
    >
      {done ? t.copy.done : t.copy.label("")}
    </button>
  );
}

/** An address: short for the eye, whole for those who listen. */
export function Address({ value, whole = false }: { value: string; whole?: boolean }) {
  if (whole) return <code className="whole">{value}</code>;
  return (
    <code title={value}>
      <span aria-hidden="true">{shorten(value)}</span>
      <span className="unseen">{value}</span>
    </code>
  );
}

/** An amount with its unit; nothing is shown for what is not known. */
export function Tao({ rao, places = 9 }: { rao: bigint | string | null | undefined; places?: number }) {
  const { t, lang } = useText();
  const amount = typeof rao === "bigint" ? rao : parseRao(rao);
  if (amount === null) {
    return (
      <span className="unknown">
        <span className="unseen">{t.unknown}</span>
      </span>
    );
  }
  return (
    <span className="amount" title={`${formatTao(amount, lang)} TAO`}>
      {formatTao(amount, lang, places)} <span className="unit">TAO</span>
    </span>
  );
}

/** A link to a page of the wallet. */
export function Link({ to, children, current, className }: { to: string; children: ReactNode; current?: boolean; className?: string }) {
  return (
    <a
      href={hrefOf(to)}
      className={className}
      aria-current={current ? "page" : undefined}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || e.button !== 0) return;
        e.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}

type FieldProps = { label: string; fault?: string | null; note?: ReactNode; change(value: string): void } & Omit<
  InputHTMLAttributes<HTMLInputElement>,
  "onChange"
>;

/** A field with its label, and what is wrong with what is in it. */
export function Field({ label, fault, note, change, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={fault ? true : undefined}
        aria-describedby={`${id}-note`}
        onChange={(e) => change(e.target.value)}
        {...input}
      />
      <p id={`${id}-note`} className={fault ? "fault" : "quiet"} role={fault ? "alert" : undefined}>
        {fault ?? note}
      </p>
    </div>
  );
}

const langNames: Record<Lang, string> = { en: "English", "zh-CN": "中文" };

/** The language and the theme. */
export function Switches() {
  const { t, lang, setLang } = useText();
  const [theme, setTheme] = useState(storedTheme);
  return (
    <div className="switches">
      <select aria-label={t.language} value={lang} onChange={(e) => setLang(langs.find((l) => l === e.target.value) ?? "en")}>
        {langs.map((l) => (
          <option key={l} value={l} lang={l}>
            {langNames[l]}
          </option>
        ))}
      </select>
      <select
        aria-label={t.theme.legend}
        value={theme}
        onChange={(e) => {
          const next = themes.find((m) => m === e.target.value) ?? "system";
          applyTheme(next);
          setTheme(next);
        }}
      >
        {themes.map((m) => (
          <option key={m} value={m}>
            {t.theme[m]}
          </option>
        ))}
      </select>
    </div>
  );
}

/**
 * A page with its title, which takes the focus when the page comes and nothing else has it, such as when it replaces the
 * form whose button was pressed: so those who listen hear where they are, and those who use keys go on from there.
 */
export function Page({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (title !== "" && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <section className="panel">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead !== undefined && <p className="lead">{lead}</p>}
      {children}
    </section>
  );
}
