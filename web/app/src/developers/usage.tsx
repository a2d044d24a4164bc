import { formatTao } from "@shared/amount";
import { useState } from "react";
import { saveFile } from "../chat/list";
import { useText } from "../i18n";
import { Amount, Count } from "../parts/figures";
import { Wrong } from "../parts/table";
import { byDay, daysAgo, sumUsage, type Usage, usageCSV, useKeys, useUsage } from "./gate";
import { Grid } from "./grid";
import { Requests } from "./requests";

const W = 640;
const H = 160;
const COLOURS = 4; // that tell models apart

/** What was spent by day, each day's models on top of each other. The table below has the same. */
function Bars({ rows, days }: { rows: readonly Usage[]; days: number }) {
  const { t, lang } = useText();
  const all = byDay(rows, days);
  const models = [...new Set(rows.map((r) => r.model))].sort();
  let top = 0n;
  for (const d of all) if (d.sum > top) top = d.sum;
  if (top === 0n) return null;
  const step = W / days;
  const sum = sumUsage(rows).cost;
  return (
    <figure className="chart bars">
      <figcaption>{t.developers.byDay}</figcaption>
      <svg
        viewBox={`0 0 ${W} ${H}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t.developers.barsSay(days, `${formatTao(sum, lang, 6)} TAO`)}
      >
        {all.flatMap((d, i) => {
          let y = H;
          return models.map((m, k) => {
            const h = Number(((d.models.get(m) ?? 0n) * BigInt(H) * 100n) / top) / 100;
            y -= h;
            return (
              <rect key={`${d.day}${m}`} className={`c${k % COLOURS}`} x={i * step + 1} y={y} width={Math.max(1, step - 2)} height={h} />
            );
          });
        })}
      </svg>
      <p className="scale">
        <span>{all[0]?.day}</span>
        <span>{all.at(-1)?.day}</span>
      </p>
      <p className="legend">
        {models.map((m, k) => (
          <span key={m}>
            <span className={`spot c${k % COLOURS}`} aria-hidden="true" /> {m}
          </span>
        ))}
      </p>
    </figure>
  );
}

/** What the channel was used for. */
export function UsagePage() {
  const { t } = useText();
  const [days, setDays] = useState(30);
  const [key, setKey] = useState("");
  const [model, setModel] = useState("");
  const [failed, setFailed] = useState("");
  const keys = useKeys().data?.data ?? [];
  const from = daysAgo(days - 1);
  const part = { from, key, model, failed };
  const { data, error } = useUsage(part);
  const models = [...new Set(useUsage({ from }).data?.data.map((r) => r.model))].sort();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const csv = await usageCSV(part).catch(() => null);
    if (csv !== null) saveFile(`tianwang-usage-${from}.csv`, "text/csv", csv);
    setBusy(false);
  };
  const rows = data?.data ?? [];
  const sum = sumUsage(rows);
  return (
    <>
      <div className="filter">
        <label>
          <span>{t.developers.range}</span>
          <select value={days} onChange={(e) => setDays(Number(e.target.value))}>
            {[7, 30, 90].map((d) => (
              <option key={d} value={d}>
                {t.developers.days(d)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t.developers.key}</span>
          <select value={key} onChange={(e) => setKey(e.target.value)}>
            <option value="">{t.developers.allKeys}</option>
            {keys.map((k) => (
              <option key={k.id} value={k.id}>
                {k.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t.developers.model}</span>
          <select name="model" value={model} onChange={(e) => setModel(e.target.value)}>
            <option value="">{t.developers.allModels}</option>
            {models.map((m) => (
              <option key={m}>{m}</option>
            ))}
          </select>
        </label>
        <label className="check">
          <input type="checkbox" name="failed" checked={failed !== ""} onChange={(e) => setFailed(e.target.checked ? "true" : "")} />{" "}
          {t.developers.onlyFailed}
        </label>
        <button type="button" className="download" disabled={busy || rows.length === 0} onClick={save}>
          {t.pages.transfers.csv}
        </button>
      </div>
      {error && !data && <Wrong error={error} />}
      {data && rows.length === 0 && <p className="empty">{t.developers.noUsage}</p>}
      {rows.length > 0 && (
        <>
          <Bars rows={rows} days={days} />
          <Grid
            caption={t.developers.names.usage}
            heads={[
              t.developers.day,
              t.developers.model,
              t.developers.key,
              t.developers.requests,
              t.developers.failed,
              t.developers.text,
              t.developers.spent,
            ]}
            rows={[
              ...rows.map((r) => ({
                id: `${r.day}/${r.key}/${r.model}`,
                cells: [
                  r.day,
                  r.model,
                  r.name,
                  <Count key="n" n={r.requests} />,
                  <Count key="f" n={r.failed} />,
                  t.developers.bytes(r.bytes_out),
                  <Amount key="c" rao={r.cost_rao} places={9} />,
                ],
              })),
              {
                id: "sum",
                cells: [
                  t.developers.sum,
                  "",
                  "",
                  <Count key="n" n={sum.requests} />,
                  <Count key="f" n={sum.failed} />,
                  "",
                  <Amount key="c" rao={sum.cost.toString()} places={9} />,
                ],
              },
            ]}
          />
        </>
      )}
      <Requests key={`${key}/${model}/${failed}`} which={{ key, model, failed }} />
    </>
  );
}
