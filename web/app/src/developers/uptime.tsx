import type { ModelDay } from "../api/types";
import { useText } from "../i18n";
import { percentText } from "../parts/bars";
import { Count } from "../parts/figures";
import { DAYS, lastDays, levelOf, levels, together } from "./days";

const CELL = 10; // units of a day
const H = 40;
const high = { all: H, most: H * 0.7, less: H * 0.4, none: H * 0.08 }; // so that the colour does not say it alone

/** The last days of a model, each a bar: how much of what was asked on it was answered. The same is in its titles and in a table. */
export function Uptime({ known }: { known: readonly ModelDay[] | undefined }) {
  const { t, lang } = useText();
  const w = t.developers.uptime;
  const days = lastDays(known ?? []);
  const sum = together(days);
  const part = (d: { asked: number; answered: number }) =>
    d.asked === 0 ? w.nobody : w.answered(d.answered, d.asked, percentText(d.answered / d.asked, lang, 1));
  const says = known ? w.says(DAYS, part(sum)) : t.loading;
  return (
    <figure className="chart month">
      <figcaption>{w.title}</figcaption>
      <svg viewBox={`0 0 ${DAYS * CELL} ${H}`} preserveAspectRatio="none" role="img" aria-label={says}>
        {days.map((d, i) => (
          <rect key={d.day} className={levelOf(d)} x={i * CELL + 1} y={H - high[levelOf(d)]} width={CELL - 2} height={high[levelOf(d)]}>
            <title>{`${d.day}: ${part(d)}`}</title>
          </rect>
        ))}
      </svg>
      <p className="scale">
        <span>{days[0]?.day}</span>
        <span>{days.at(-1)?.day}</span>
      </p>
      <p className="sum">{says}</p>
      <p className="legend">
        {levels.map((l) => (
          <span key={l}>
            <span className={`spot ${l}`} aria-hidden="true" /> {w.levels[l]}
          </span>
        ))}
      </p>
      <p className="quiet">{w.lead}</p>
      <details>
        <summary>{t.pages.asTable}</summary>
        <table>
          <caption className="unseen">{w.title}</caption>
          <thead>
            <tr>
              <th scope="col">{t.developers.day}</th>
              <th scope="col" className="number">
                {t.developers.requests}
              </th>
              <th scope="col" className="number">
                {w.count}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((d) => (
              <tr key={d.day}>
                <th scope="row">{d.day}</th>
                <td className="number">
                  <Count n={d.asked} />
                </td>
                <td className="number">
                  <Count n={d.answered} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
