import { shorten } from "@shared/address";
import { parseRao, parseTao } from "@shared/amount";
import { isTelling } from "@shared/yield";
import { useState } from "react";
import { useSupply } from "../api/queries";
import { useText } from "../i18n";
import { Amount } from "../parts/figures";
import { DAYS, earns, type Ranked } from "./yield";

/** What an amount would earn with a validator if the measured yield went on. */
export function Calculator({ validators }: { validators: readonly Ranked[] }) {
  const { t, lang } = useText();
  const [text, setText] = useState("1000");
  const [hotkey, setHotkey] = useState("");
  const [own, setOwn] = useState(false);
  const cap = parseRao(useSupply().data?.cap_rao);
  const v = validators.find((x) => x.hotkey === hotkey) ?? validators[0];
  const rao = parseTao(text);
  const rate = v === undefined ? null : own && v.take < 1 ? v.apr / (1 - v.take) : v.apr;
  const wrong = rao === null || rao === 0n ? t.pages.calc.wrong : cap !== null && rao > cap ? t.pages.calc.tooMuch : null;
  const periods = [
    [t.pages.calc.day, DAYS.day],
    [t.pages.calc.month, DAYS.month],
    [t.pages.calc.year, DAYS.year],
  ] as const;
  return (
    <section className="panel calculator" aria-labelledby="calc-title">
      <h2 id="calc-title">{t.pages.calc.title}</h2>
      <div className="fields">
        <label>
          <span>{t.pages.calc.amount}</span>
          <input
            id="calc-amount"
            inputMode="decimal"
            autoComplete="off"
            value={text}
            aria-invalid={wrong !== null}
            aria-describedby="calc-wrong"
            onChange={(e) => setText(e.target.value)}
          />
        </label>
        <label>
          <span>{t.pages.calc.validator}</span>
          <select value={v?.hotkey ?? ""} onChange={(e) => setHotkey(e.target.value)}>
            {validators.map((x) => (
              <option key={x.hotkey} value={x.hotkey}>
                {x.label || shorten(x.hotkey)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t.more.calc.as}</span>
          <select id="calc-as" value={own ? "own" : "else"} onChange={(e) => setOwn(e.target.value === "own")}>
            <option value="else">{t.more.calc.nominator}</option>
            <option value="own">{t.more.calc.validator}</option>
          </select>
        </label>
      </div>
      <p className="wrong" id="calc-wrong" role="status">
        {wrong ?? ""}
      </p>
      <dl className="facts" aria-label={t.pages.calc.period}>
        {periods.map(([name, days]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {wrong === null && rao !== null && rate !== null ? (
                isTelling(rate) ? (
                  <Amount rao={earns(rao, rate, days).toString()} places={6} />
                ) : (
                  t.pages.validators.absurd
                )
              ) : (
                "–"
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{t.pages.calc.note(new Intl.NumberFormat(lang).format(v?.window_blocks ?? 0))}</p>
    </section>
  );
}
