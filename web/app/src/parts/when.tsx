import { useSyncExternalStore } from "react";
import { useText } from "../i18n";
import { dayOf, fullTime, useClock } from "./clock";

const STEP = 5_000; // how often what is said of times is looked at again, ms
const hearers = new Set<() => void>();
let now = Date.now();
let timer = 0;

function subscribe(hear: () => void): () => void {
  hearers.add(hear);
  if (hearers.size === 1) {
    now = Date.now();
    timer = window.setInterval(() => {
      now = Date.now();
      for (const h of hearers) h();
    }, STEP);
  }
  return () => {
    hearers.delete(hear);
    if (hearers.size === 0) window.clearInterval(timer);
  };
}

const units = [
  ["year", 365.25 * 86_400],
  ["month", 30.44 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** Says how long ago something was, or in what time it will be, in the largest unit that it holds once: "3 minutes ago". */
export function ago(at: number, from: number, lang: string): string {
  const seconds = (at - from) / 1000;
  const [unit, size] = units.find(([, s]) => Math.abs(seconds) >= s) ?? (["second", 1] as const);
  return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/**
 * A time, as the reader wants times: how long ago, or written out. Where how long ago says nothing, it is always written out;
 * where the hour is a guess, only the day is. The whole of it is in the title.
 */
export function When({ at, absolute = false, day = false }: { at: string | undefined; absolute?: boolean; day?: boolean }) {
  const { lang } = useText();
  const current = useSyncExternalStore(subscribe, () => now);
  const clock = useClock();
  const when = Date.parse(at ?? "");
  if (Number.isNaN(when)) return <span className="zero">–</span>;
  const utc = clock === "utc";
  const full = fullTime(when, lang, utc);
  const text = day ? dayOf(when, lang, utc) : absolute || clock !== "relative" ? full : ago(when, Math.max(current, Date.now()), lang);
  return (
    <time dateTime={at} title={full}>
      {text}
    </time>
  );
}
