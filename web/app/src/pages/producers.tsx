import { useHistory } from "../api/history";
import type { Producer, Producers } from "../api/market";
import { type Messages, useText } from "../i18n";
import { Percent } from "../parts/bars";
import { Facts, Title } from "../parts/facts";
import { Amount, Count, Key } from "../parts/figures";
import { type Column, Table, Wrong } from "../parts/table";
import { Neuron, Person } from "./columns";

/** One bar for each of the latest blocks. */
function Strip({ of: p }: { of: Producer }) {
  const { t } = useText();
  const says = t.more.producers.says(p.signed_count, p.made_count, p.strip.length);
  return (
    <svg className="uptime" viewBox={`0 0 ${Math.max(1, p.strip.length) * 5} 20`} role="img" aria-label={says}>
      <title>{says}</title>
      {p.strip.map((s, i) => (
        <rect
          key={s.height}
          className={s.signed ? "signed" : "missed"}
          x={i * 5 + 0.5}
          y={s.made ? 1 : 6}
          width={4}
          height={s.made ? 18 : 8}
          rx={1}
        />
      ))}
    </svg>
  );
}

function Name({ of: p }: { of: Producer }) {
  const { t } = useText();
  if (p.hotkey) return <Neuron hotkey={p.hotkey} label={p.label} />;
  return (
    <span className="named">
      {p.name} <span className="badge">{t.more.producers.authority}</span>
    </span>
  );
}

function State({ of: p }: { of: Producer }) {
  const { t, lang } = useText();
  const w = t.more.producers;
  const word = Object.hasOwn(w.states, p.state) ? w.states[p.state as keyof Messages["more"]["producers"]["states"]] : p.state;
  const bad = p.state === "jailed" || p.state === "tombstoned";
  return (
    <>
      <span className={p.state === "active" ? "badge good" : bad ? "badge bad" : "badge"}>{word}</span>{" "}
      {p.jailed_until > 0 && <span className="quiet">{w.until(new Intl.NumberFormat(lang).format(p.jailed_until))}</span>}
    </>
  );
}

function Address({ of }: { of: string }) {
  const { t } = useText();
  return <Key value={of} what={t.pages.col.proposer} head={6} tail={4} />;
}

const columns: readonly Column<Producer>[] = [
  { name: "name", cell: (p) => <Name of={p} /> },
  { name: "state2", cell: (p) => <State of={p} /> },
  { name: "power", number: true, cell: (p) => <Percent of={p.share} /> },
  { name: "stake", number: true, cell: (p) => <Amount rao={p.stake_rao} places={2} /> },
  { name: "strip", cell: (p) => <Strip of={p} /> },
  { name: "madeOf", number: true, cell: (p) => `${p.made_count} / ${p.signed_count}` },
  { name: "missed", number: true, cell: (p) => <Count n={p.missed} /> },
  { name: "owner", cell: (p) => <Person address={p.operator} /> },
  { name: "proposer", cell: (p) => <Address of={p.address} /> },
];

/** Who makes blocks, and who was there for the latest. */
export default function ProducersPage() {
  const { t } = useText();
  const { data, error } = useHistory<Producers>("producers");
  const w = t.more.producers;
  return (
    <section className="panel">
      <Title lead={data ? (data.by_authorities ? w.authorities : w.elected) : w.lead}>{t.pages.titles.producers}</Title>
      {error && !data ? (
        <Wrong error={error} />
      ) : (
        <>
          <Facts
            all={[
              [w.fit, <Count key="f" n={data?.fit} />],
              [w.refresh, <Count key="r" n={data?.next_refresh} />],
              [w.window, data ? <span key="w">{t.more.rules.blocks(data.window_blocks)}</span> : <Count key="w" n={undefined} />],
            ]}
          />
          <Table caption={t.pages.titles.producers} columns={columns} rows={data?.producers} id={(p) => p.address} />
          <p className="quiet">{w.legend}</p>
        </>
      )}
    </section>
  );
}
