import { useText } from "../i18n";

const W = 640;
const H = 160;

/** Bars of shares of one, the largest first, said in a sentence. The figures stand in a table beside it. */
export function Bars({ title, says, values }: { title: string; says: string; values: readonly number[] }) {
  const top = Math.max(...values, 0) || 1;
  const wide = W / Math.max(values.length, 8);
  return (
    <figure className="chart bars">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} preserveAspectRatio="none" role="img" aria-label={`${title}: ${says}`}>
        <path className="grid" d={`M0 ${H}H${W}`} />
        {values.map((v, i) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the order is what a bar is
            key={i}
            x={(i * wide + wide * 0.1).toFixed(1)}
            y={(H - (H * v) / top).toFixed(1)}
            width={(wide * 0.8).toFixed(1)}
            height={((H * v) / top).toFixed(1)}
          />
        ))}
      </svg>
      <p className="scale">
        <span>{says}</span>
      </p>
    </figure>
  );
}

/** A share of one in percent. */
export function Percent({ of, places = 2 }: { of: number; places?: number }) {
  const { lang } = useText();
  const text = percentText(of, lang, places);
  return <span className={of === 0 ? "zero" : undefined}>{text}</span>;
}

/** Writes a share of one in percent, as the language does it. */
export function percentText(of: number, lang: string, places = 2): string {
  return new Intl.NumberFormat(lang, { style: "percent", minimumFractionDigits: places, maximumFractionDigits: places }).format(of);
}
