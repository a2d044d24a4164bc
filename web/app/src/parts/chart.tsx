import { formatTao } from "@shared/amount";
import { useText } from "../i18n";
import { Amount, Count } from "./figures";

/** A point of a curve: an amount of rao at a height. */
export interface Dot {
  x: number;
  y: bigint;
}

const W = 640;
const H = 180;
const SHOWN = 200; // rows of the table beside a chart

/** The largest amount of some points, 0 of none. */
function highest(dots: readonly Dot[]): bigint {
  let top = 0n;
  for (const d of dots) if (d.y > top) top = d.y;
  return top;
}

/** The path of a curve in a box, with steps where an amount stays until it changes. Shapes only: amounts are shown as text. */
export function curve(dots: readonly Dot[], steps: boolean): string {
  const first = dots[0];
  const last = dots.at(-1);
  if (!first || !last) return "";
  const top = highest(dots) || 1n;
  const x = (d: Dot) => (last.x === first.x ? 0 : (W * (d.x - first.x)) / (last.x - first.x));
  const y = (d: Dot) => H - Number((d.y * BigInt(H) * 100n) / top) / 100;
  const f = (n: number) => n.toFixed(1).replace(/\.0$/, "");
  if (dots.length === 1) return `M0 ${f(y(first))}H${W}`;
  return dots.map((d, i) => (i === 0 ? `M${f(x(d))} ${f(y(d))}` : steps ? `H${f(x(d))}V${f(y(d))}` : `L${f(x(d))} ${f(y(d))}`)).join("");
}

/** A curve over heights, said in a sentence and shown as a table too. */
export function Chart({ title, dots, steps = false }: { title: string; dots: readonly Dot[] | undefined; steps?: boolean }) {
  const { t, lang } = useText();
  const first = dots?.[0];
  const last = dots?.at(-1);
  if (dots && (!first || !last)) return <p className="empty">{t.pages.nothing}</p>;
  const line = dots ? curve(dots, steps) : "";
  const top = highest(dots ?? []);
  const tao = (rao: bigint) => `${formatTao(rao, lang, 2)} TAO`;
  const n = (v: number) => new Intl.NumberFormat(lang).format(v);
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 ${W} ${H}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={first && last ? t.pages.chartSays(title, tao(first.y), n(first.x), tao(last.y), n(last.x)) : t.loading}
      >
        {[0, 1, 2].map((i) => (
          <path key={i} className="grid" d={`M0 ${(i * H) / 2}H${W}`} />
        ))}
        {line !== "" && <path className="area" d={`${line}V${H}H0Z`} />}
        {line !== "" && <path className="line" d={line} />}
      </svg>
      <p className="scale">
        <span>{first ? n(first.x) : ""}</span>
        <span>{dots ? t.pages.highest(tao(top)) : ""}</span>
        <span>{last ? n(last.x) : ""}</span>
      </p>
      {dots && (
        <details>
          <summary>{t.pages.asTable}</summary>
          <table>
            <caption className="unseen">{title}</caption>
            <thead>
              <tr>
                <th scope="col" className="number">
                  {t.pages.col.height}
                </th>
                <th scope="col" className="number">
                  {t.pages.col.amount}
                </th>
              </tr>
            </thead>
            <tbody>
              {dots.slice(-SHOWN).map((d) => (
                <tr key={d.x}>
                  <th scope="row" className="number">
                    <Count n={d.x} />
                  </th>
                  <td className="number">
                    <Amount rao={d.y.toString()} places={9} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </figure>
  );
}
