import type { Lang } from "@shared/i18n";
import { langs } from "@shared/i18n";
import { applyTheme, storedTheme, themes } from "@shared/theme";
import { type ReactNode, useState } from "react";
import { useText } from "../i18n";
import { type Clock, clocks, setClock, useClock } from "../parts/clock";
import { Icon } from "../parts/icon";

const langNames: Record<Lang, string> = { en: "English", "zh-CN": "简体中文" };
const langShort: Record<Lang, string> = { en: "EN", "zh-CN": "中" };
const clockShort: Record<Clock, string> = { relative: "−5′", local: "5:00", utc: "UTC" };

/** A row of choices of which one is taken. */
function Choice<T extends string>(props: {
  legend: string;
  name: string;
  value: T;
  options: readonly T[];
  label: (option: T) => string;
  lang?: (option: T) => string;
  onChange: (option: T) => void;
  children: (option: T) => ReactNode;
}) {
  return (
    <fieldset className="choice">
      <legend className="unseen">{props.legend}</legend>
      {props.options.map((o) => (
        <label key={o} title={props.label(o)}>
          <input type="radio" name={props.name} value={o} checked={o === props.value} onChange={() => props.onChange(o)} />
          <span aria-hidden="true">{props.children(o)}</span>
          <span className="unseen" lang={props.lang?.(o)}>
            {props.label(o)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The language and the theme. */
export function Switches() {
  const { t, lang, setLang } = useText();
  const [theme, setTheme] = useState(storedTheme);
  const clock = useClock();
  return (
    <div className="switches">
      <Choice legend={t.language} name="lang" value={lang} options={langs} label={(l) => langNames[l]} lang={(l) => l} onChange={setLang}>
        {(l) => langShort[l]}
      </Choice>
      <Choice legend={t.more.clock.legend} name="clock" value={clock} options={clocks} label={(c) => t.more.clock[c]} onChange={setClock}>
        {(c) => clockShort[c]}
      </Choice>
      <Choice
        legend={t.theme.legend}
        name="theme"
        value={theme}
        options={themes}
        label={(m) => t.theme[m]}
        onChange={(m) => {
          applyTheme(m);
          setTheme(m);
        }}
      >
        {(m) => <Icon name={m === "light" ? "sun" : m === "dark" ? "moon" : "system"} />}
      </Choice>
    </div>
  );
}
