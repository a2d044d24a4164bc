import { useHistory } from "../api/history";
import type { WeightRow } from "../api/market";
import type { Subnet } from "../api/types";
import { useText } from "../i18n";
import { Neuron } from "../pages/columns";
import { Matrix } from "../parts/matrix";
import { Wrong } from "../parts/table";

const MOST = 64; // columns: the neurons that are given most

/** The neurons that get any weight, those that get most of it first, at most some of them; in the order of their uids. */
export function receivers(rows: readonly WeightRow[], most = MOST): number[] {
  const sums = new Map<number, number>();
  for (const r of rows) for (const w of r.weights) sums.set(w.uid, (sums.get(w.uid) ?? 0) + w.share);
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([uid]) => uid)
    .sort((a, b) => a - b);
}

/** What each validator gives to whom. */
export function Weights({ of: s }: { of: Subnet }) {
  const { t } = useText();
  const w = t.more.weights;
  const { data, error } = useHistory<{ rows: WeightRow[] }>(`subnets/${s.netuid}/weights`);
  const named = new Map(s.neurons.map((n) => [n.uid, n]));
  const rows = data?.rows.filter((r) => r.weights.length > 0) ?? [];
  return (
    <section className="panel" aria-labelledby="weights-title">
      <h2 id="weights-title">{t.more.subnet.parts.weights}</h2>
      <p className="lead">{w.lead}</p>
      {error && !data && <Wrong error={error} />}
      {data && rows.length === 0 && <p className="empty">{w.none}</p>}
      {data === undefined && !error && <p className="waiting">{t.loading}</p>}
      {rows.length > 0 && (
        <Matrix
          caption={t.more.subnet.parts.weights}
          corner={w.from}
          columns={receivers(rows).map((uid) => ({ id: uid, name: named.get(uid)?.label || `${w.to} ${uid}` }))}
          rows={rows.map((r) => {
            const n = named.get(r.uid);
            return {
              id: String(r.uid),
              name: n ? <Neuron hotkey={n.hotkey} label={n.label || `UID ${r.uid}`} /> : `UID ${r.uid}`,
              shares: new Map(r.weights.map((x) => [x.uid, x.share])),
            };
          })}
        />
      )}
      <p className="quiet">{w.sealed}</p>
    </section>
  );
}
