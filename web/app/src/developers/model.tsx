import { Fragment, type ReactNode } from "react";
import { useOffer, useSubnets } from "../api/queries";
import type { Neuron as Miner, Model } from "../api/types";
import { useText } from "../i18n";
import { Neuron } from "../pages/columns";
import { Facts, Title } from "../parts/facts";
import { Amount, Count, Share, Unknown } from "../parts/figures";
import { Link } from "../parts/link";
import { type Column, Table, Wrong } from "../parts/table";
import { Tabs, useTab } from "../parts/tabs";
import { modelPath, subnetPath } from "../route";
import { isMiner } from "../subnets/facts";
import { useTerms } from "./gate";
import { answeredLately } from "./models";
import { Program } from "./program";
import { names, tongues } from "./snippets";
import { Uptime } from "./uptime";
import { free, parts, Ways } from "./ways";

const SHOWN = 10; // miners; the page of the subnet has all

/** What a model is made of: the task of its subnet, or the models that answer together. */
function Made({ m }: { m: Model }) {
  const { t } = useText();
  const kinds = t.developers.page.kinds;
  if (!m.composition) return m.task ? <code>{m.task}</code> : <>–</>;
  return (
    <>
      {m.composition.of.map((id, i) => (
        <Fragment key={id}>
          {i > 0 && " + "}
          <Link to={modelPath(id)}>{id}</Link>
        </Fragment>
      ))}{" "}
      <span className="quiet">
        ({Object.hasOwn(kinds, m.composition.kind) ? kinds[m.composition.kind as keyof typeof kinds] : m.composition.kind})
      </span>
    </>
  );
}

/** What a model costs, who serves it, and how it did lately; what is not known yet has its place. */
function Figures({ m }: { m: Model | undefined }) {
  const { t, lang } = useText();
  const w = t.developers.page;
  const n = (v: number) => new Intl.NumberFormat(lang).format(v);
  const when = (value: (m: Model) => ReactNode) => (m ? value(m) : <Unknown />);
  const price = (name: "request" | "per_kib" | "most") =>
    when((m) => (m.pricing ? <Amount rao={m.pricing[name]} places={9} /> : t.developers.free));
  const s = m?.stats;
  return (
    <Facts
      all={[
        [m?.composition ? w.madeOf : w.task, when((m) => <Made m={m} />)],
        [t.developers.subnet, when((m) => (m.netuid === 0 ? "–" : <Link to={subnetPath(m.netuid)}>{t.subnet.netuid(m.netuid)}</Link>))],
        [t.developers.miners, when((m) => <Count n={m.miners} />)],
        [t.developers.perRequest, price("request")],
        [m?.pricing ? w.perKiB(n(m.pricing.max_kib)) : t.developers.perKiB, price("per_kib")],
        [w.most, price("most")],
        [w.maxRequest, when((m) => w.kib(n(Math.floor(m.max_request_bytes / 1024))))],
        [
          t.developers.firstByte,
          when(() => (s && s.answers > 0 ? w.of(t.developers.ms(s.first_ms_p50), w.answers(s.answers)) : t.developers.none)),
        ],
        [
          w.pieces,
          when(() => (s && s.streams > 0 ? w.of(w.aSecond(n(s.pieces_per_second_p50)), w.streams(s.streams)) : t.developers.none)),
        ],
        [w.minersAnswered, when(() => answeredLately(t, s))],
      ]}
    />
  );
}

/** A program that asks this model, in the language of the reader's choice. */
function Use({ id }: { id: string }) {
  const { t } = useText();
  const tongue = useTab(tongues);
  const { data: terms } = useTerms();
  return (
    <section aria-labelledby="use" className="docs use">
      <h2 id="use">{t.developers.names.docs}</h2>
      <Tabs names={tongues} chosen={tongue} label={t.developers.page.tongues} words={names} />
      {terms === undefined ? (
        <p className="empty">{t.loading}</p>
      ) : (
        <>
          <Program tongue={tongue} model={id} paid={terms !== null} />
          {terms !== null && (
            <p className="quiet">
              {t.developers.keyLead} <code>export TIANWANG_API_KEY=tw-…</code>
            </p>
          )}
        </>
      )}
    </section>
  );
}

const columns: readonly Column<Miner>[] = [
  { name: "uid", cell: (n) => n.uid },
  { name: "hotkey", cell: (n) => <Neuron hotkey={n.hotkey} label={n.label} /> },
  { name: "incentive", number: true, cell: (n) => <Share of={n.incentive} /> },
];

/** Who serves a subnet: the best miners first. */
function Serving({ netuid }: { netuid: number | undefined }) {
  const { t } = useText();
  const subnets = useSubnets().data;
  const all = netuid === undefined ? undefined : subnets?.find((s) => s.netuid === netuid)?.neurons.filter(isMiner);
  const best = all?.toSorted((a, b) => b.incentive - a.incentive || a.uid - b.uid).slice(0, SHOWN);
  const gone = subnets !== undefined && netuid !== undefined && !all;
  return (
    <section aria-labelledby="serving">
      <h2 id="serving">{t.developers.page.serving}</h2>
      {gone || best?.length === 0 ? (
        <p className="empty">{t.developers.page.nobody}</p>
      ) : (
        <Table caption={t.developers.page.serving} columns={columns} rows={best} id={(n) => String(n.uid)} />
      )}
      {netuid !== undefined && all && all.length > SHOWN && (
        <p className="pager">
          <Link to={subnetPath(netuid)}>{t.developers.page.allMiners(all.length)}</Link>
        </p>
      )}
    </section>
  );
}

/** One model: what it costs, how it did, how to ask it, and who serves it. */
export default function ModelPage({ id }: { id: string }) {
  const { t } = useText();
  const { data: m, error } = useOffer(id);
  const { data: terms } = useTerms();
  return (
    <section className="panel developers model">
      <Title lead={m ? m.title || m.task || t.developers.page.together : error ? undefined : t.loading}>{id}</Title>
      <Ways here="models" shown={terms === null ? free : parts} within />
      {error && !m ? (
        <Wrong error={error} />
      ) : (
        <>
          <Figures m={m} />
          <Uptime known={m && (m.stats?.days ?? [])} />
          <Use id={id} />
          {m?.netuid !== 0 && <Serving netuid={m?.netuid} />}
        </>
      )}
    </section>
  );
}
