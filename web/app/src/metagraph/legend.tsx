import { useText } from "../i18n";
import { columns } from "./sort";

/** What the columns mean. */
export function Legend() {
  const { t } = useText();
  return (
    <details className="legend">
      <summary>{t.metagraph.legend}</summary>
      <dl>
        {columns.map((c) => (
          <div key={c}>
            <dt>{t.metagraph.columns[c]}</dt>
            <dd>{t.metagraph.hints[c]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
