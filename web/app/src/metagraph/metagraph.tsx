import { useEffect, useMemo, useRef, useState } from "react";
import { useHistory } from "../api/history";
import type { AtRisk } from "../api/market";
import type { Neuron, Subnet } from "../api/types";
import { useHeight } from "../header/header";
import { useText } from "../i18n";
import { Scroll } from "../parts/scroll";
import { setParam, useMarked, useParam } from "../route";
import { best, updatedAgo } from "../subnets/facts";
import { useChosen } from "../subnets/subnets";
import { everybody, kinds, type Wanted, wants } from "./filter";
import { Legend } from "./legend";
import { Row } from "./row";
import { type Column, columns, formatOrder, nextOrder, type Order, parseOrder, sortNeurons } from "./sort";
import { FIXED, isImmune, keepHidden, presets, recallHidden, toggle, viewOf, views } from "./view";

const texts: readonly Column[] = ["name", "hotkey", "permit", "axon"];

const SOME = 100; // rows shown at a time: a browser needs seconds to lay out thousands

function Head({ order, hidden, onOrder }: { order: Order; hidden: readonly Column[]; onOrder: (by: Column) => void }) {
  const { t } = useText();
  return (
    <thead>
      <tr>
        {columns
          .filter((c) => !hidden.includes(c))
          .map((c) => {
            const sorted = order.by === c;
            return (
              <th
                key={c}
                scope="col"
                className={texts.includes(c) ? undefined : "number"}
                aria-sort={sorted ? (order.down ? "descending" : "ascending") : "none"}
              >
                <button type="button" title={t.metagraph.hints[c]} onClick={() => onOrder(c)}>
                  {t.metagraph.columns[c]}
                  <span className="arrow" aria-hidden="true">
                    {sorted ? (order.down ? "▼" : "▲") : ""}
                  </span>
                </button>
              </th>
            );
          })}
      </tr>
    </thead>
  );
}

/** Which neurons to show. */
function Filter({ filter, onFilter }: { filter: Wanted; onFilter: (w: Wanted) => void }) {
  const { t } = useText();
  return (
    <div className="filter">
      {kinds.map((k) => (
        <button key={k} type="button" aria-pressed={k === filter.kind} onClick={() => onFilter({ ...filter, kind: k })}>
          {t.metagraph.kinds[k]}
        </button>
      ))}
      <input
        type="search"
        aria-label={t.metagraph.search}
        placeholder={t.metagraph.search}
        value={filter.text}
        autoComplete="off"
        spellCheck={false}
        onChange={(e) => onFilter({ ...filter, text: e.target.value })}
      />
    </div>
  );
}

/** The two usual views, and which columns are shown. */
function Looks({ wanted, order, hidden, onLook }: { wanted: Wanted; order: Order; hidden: readonly Column[]; onLook: Look }) {
  const { t } = useText();
  const now = viewOf(wanted.kind, order, hidden);
  return (
    <div className="filter looks">
      {presets.map((p) => (
        <button
          key={p}
          type="button"
          aria-pressed={p === now}
          title={t.metagraph.viewHints[p]}
          onClick={() => onLook({ ...wanted, kind: views[p].kind }, views[p].order, views[p].hidden)}
        >
          {t.metagraph.views[p]}
        </button>
      ))}
      <details className="picks">
        <summary>{t.metagraph.shown(columns.length - hidden.length, columns.length)}</summary>
        <fieldset>
          <legend className="unseen">{t.metagraph.pick}</legend>
          {columns
            .filter((c) => c !== FIXED)
            .map((c) => (
              <label key={c} className="check">
                <input type="checkbox" checked={!hidden.includes(c)} onChange={() => onLook(wanted, order, toggle(hidden, c))} />{" "}
                {t.metagraph.columns[c]}
              </label>
            ))}
        </fieldset>
      </details>
    </div>
  );
}

type Look = (wanted: Wanted, order: Order, hidden: readonly Column[]) => void;

/** In one sentence, what the table says. */
function Summary({ subnet }: { subnet: Subnet }) {
  const { t } = useText();
  const first = best(subnet.neurons);
  if (first === null) return <p className="lead">{t.metagraph.noBest}</p>;
  return <p className="lead">{t.metagraph.bestIs(first.label || `UID ${first.uid}`, `${(first.incentive * 100).toFixed(1)} %`)}</p>;
}

/** Brings the marked row into view, once for every visit. */
function useMark(): string | null {
  const { uid, visit } = useMarked();
  const seen = useRef("");
  useEffect(() => {
    const row = uid === null || visit === seen.current ? null : document.getElementById(`uid-${uid}`);
    if (row === null) return;
    seen.current = visit;
    row.scrollIntoView({ block: "center", inline: "nearest" });
    row.focus({ preventScroll: true });
  });
  return uid;
}

/** The rows to show and how many there are: some of those wanted, and the marked one wherever it stands. */
function useRows(subnet: Subnet, wanted: Wanted, order: Order, marked: string | null, some: number) {
  const height = useHeight();
  const { by, down } = order;
  const all = useMemo(
    () =>
      sortNeurons(
        subnet.neurons.filter((n) => wants(wanted, n)),
        { by, down },
        height,
      ),
    [subnet, wanted, by, down, height],
  );
  const rows = all.slice(0, some);
  const there = rows.some((n) => String(n.uid) === marked);
  const extra = there ? [] : subnet.neurons.filter((n) => String(n.uid) === marked);
  return { height, rows: [...extra, ...rows], total: all.length };
}

/** The neuron that the next newcomer replaces; nobody while slots are free. */
function useNext(netuid: number): number | undefined {
  const { data } = useHistory<AtRisk>(`subnets/${netuid}/at-risk?limit=1`);
  return data?.free === 0 ? data.neurons[0]?.uid : undefined;
}

function Table({ subnet, caption }: { subnet: Subnet; caption: string }) {
  const { t } = useText();
  const order = parseOrder(useParam("sort"));
  const [wanted, setWanted] = useState(everybody);
  const [some, setSome] = useState(SOME);
  const [hidden, setHidden] = useState<readonly Column[]>(recallHidden);
  const marked = useMark();
  const next = useNext(subnet.netuid);
  const { height, rows, total } = useRows(subnet, wanted, order, marked, some);
  const first = best(subnet.neurons);
  const max = (f: (n: Neuron) => number) => subnet.neurons.reduce((m, n) => Math.max(m, f(n)), 0);
  const look: Look = (w, o, h) => {
    setWanted(w);
    setHidden(h);
    keepHidden(h);
    setParam("sort", formatOrder(o));
  };
  const maxIncentive = max((n) => n.incentive);
  const maxDividends = max((n) => n.dividends);
  return (
    <>
      <Filter filter={wanted} onFilter={setWanted} />
      <Looks wanted={wanted} order={order} hidden={hidden} onLook={look} />
      <Scroll label={caption}>
        <table className="neurons">
          <caption className="unseen">{caption}</caption>
          <Head order={order} hidden={hidden} onOrder={(c) => setParam("sort", formatOrder(nextOrder(order, c)))} />
          <tbody>
            {rows.map((n) => (
              <Row
                key={n.uid}
                neuron={n}
                updated={updatedAgo(n, height)}
                best={n.uid === first?.uid}
                immune={isImmune(n, height)}
                next={n.uid === next}
                hidden={hidden}
                marked={String(n.uid) === marked}
                maxIncentive={maxIncentive}
                maxDividends={maxDividends}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      {total === 0 && <p className="empty">{t.metagraph.none}</p>}
      {total > some && (
        <button type="button" className="plain" onClick={() => setSome(some + SOME)}>
          {t.metagraph.more(some, total)}
        </button>
      )}
    </>
  );
}

/** The neurons of the chosen subnet. */
export function Metagraph() {
  const { t } = useText();
  const subnet = useChosen();
  return (
    <section className="metagraph panel" id="metagraph" aria-labelledby="metagraph-title">
      <h2 id="metagraph-title">{subnet ? t.metagraph.title(subnet.name) : t.metagraph.untitled}</h2>
      {subnet && <Summary subnet={subnet} />}
      {subnet && <Table key={subnet.netuid} subnet={subnet} caption={t.metagraph.title(subnet.name)} />}
      <Legend />
    </section>
  );
}
