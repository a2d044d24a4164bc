import { useEffect, useMemo, useRef, useState } from "react";
import type { Neuron, Subnet } from "../api/types";
import { useHeight } from "../header/header";
import { useText } from "../i18n";
import { Scroll } from "../parts/scroll";
import { setParam, useMarked, useParam } from "../route";
import { best, isMiner, updatedAgo } from "../subnets/facts";
import { useChosen } from "../subnets/subnets";
import { Legend } from "./legend";
import { Row } from "./row";
import { type Column, columns, formatOrder, nextOrder, type Order, parseOrder, sortNeurons } from "./sort";

const texts: readonly Column[] = ["name", "hotkey", "permit", "axon"];
const kinds = ["all", "miners", "validators"] as const;
type Kind = (typeof kinds)[number];

const FIRST = 100; // rows shown before the reader asks for all

function Head({ order, onOrder }: { order: Order; onOrder: (by: Column) => void }) {
  const { t } = useText();
  return (
    <thead>
      <tr>
        {columns.map((c) => {
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

function Kinds({ kind, onKind }: { kind: Kind; onKind: (k: Kind) => void }) {
  const { t } = useText();
  return (
    <div className="kinds">
      {kinds.map((k) => (
        <button key={k} type="button" aria-pressed={k === kind} onClick={() => onKind(k)}>
          {t.metagraph.kinds[k]}
        </button>
      ))}
    </div>
  );
}

/** In one sentence, what the table says. */
function Summary({ subnet }: { subnet: Subnet }) {
  const { t } = useText();
  const first = best(subnet.neurons);
  if (first === null) return <p className="lead">{t.metagraph.noBest}</p>;
  return <p className="lead">{t.metagraph.bestIs(first.label || `UID ${first.uid}`, `${(first.incentive * 100).toFixed(1)} %`)}</p>;
}

const ofKind = (n: Neuron, kind: Kind) => kind === "all" || (kind === "miners" ? isMiner(n) : n.permit);

/** Brings a row into view, once for every visit. */
function useMark(subnet: Subnet, onAll: () => void): string | null {
  const { uid, visit } = useMarked();
  const seen = useRef("");
  useEffect(() => {
    const there = subnet.neurons.some((n) => String(n.uid) === uid);
    if (!there || visit === seen.current) return;
    const row = document.getElementById(`uid-${uid}`);
    if (row === null) {
      onAll(); // it is not among the rows shown
      return;
    }
    seen.current = visit;
    row.scrollIntoView({ block: "center", inline: "nearest" });
    row.focus({ preventScroll: true });
  });
  return uid;
}

function Table({ subnet, caption }: { subnet: Subnet; caption: string }) {
  const { t } = useText();
  const height = useHeight();
  const order = parseOrder(useParam("sort"));
  const [kind, setKind] = useState<Kind>("all");
  const [all, setAll] = useState(false);
  const shown = useMemo(() => subnet.neurons.filter((n) => ofKind(n, kind)), [subnet, kind]);
  const { by, down } = order;
  const rows = useMemo(() => sortNeurons(shown, { by, down }, height), [shown, by, down, height]);
  const marked = useMark(subnet, () => {
    setAll(true);
    setKind("all");
  });
  const first = best(subnet.neurons);
  const max = (f: (n: Neuron) => number) => subnet.neurons.reduce((m, n) => Math.max(m, f(n)), 0);
  const maxIncentive = max((n) => n.incentive);
  const maxDividends = max((n) => n.dividends);
  return (
    <>
      <Kinds kind={kind} onKind={setKind} />
      <Scroll label={caption}>
        <table className="neurons">
          <caption className="unseen">{caption}</caption>
          <Head order={order} onOrder={(c) => setParam("sort", formatOrder(nextOrder(order, c)))} />
          <tbody>
            {(all ? rows : rows.slice(0, FIRST)).map((n) => (
              <Row
                key={n.uid}
                neuron={n}
                updated={updatedAgo(n, height)}
                best={n.uid === first?.uid}
                marked={String(n.uid) === marked}
                maxIncentive={maxIncentive}
                maxDividends={maxDividends}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      {rows.length === 0 && <p className="empty">{t.metagraph.none}</p>}
      {!all && rows.length > FIRST && (
        <button type="button" className="plain" onClick={() => setAll(true)}>
          {t.metagraph.showAll(rows.length)}
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
