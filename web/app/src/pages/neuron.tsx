import { parseRao } from "@shared/amount";
import { type Reward, useHistory, withParams } from "../api/history";
import type { Worker } from "../api/market";
import type { List } from "../api/types";
import { useText } from "../i18n";
import { Chart } from "../parts/chart";
import { Copy } from "../parts/copy";
import { Facts, Title } from "../parts/facts";
import { Amount, Unknown } from "../parts/figures";
import { Link } from "../parts/link";
import { Listing, Table, Wrong } from "../parts/table";
import { Tabs, useTab } from "../parts/tabs";
import { slotColumns } from "../subnet/registration";
import { Fleet, Height, hotkeyPath } from "./columns";
import { placedColumns } from "./placed";
import { rewardColumns } from "./validator";

const tabs = ["rewards", "chart", "slots"] as const;

function Earned({ hotkey }: { hotkey: string }) {
  const { t } = useText();
  const { data, error } = useHistory<List<Reward>>(withParams(`hotkeys/${hotkey}/rewards`, { limit: "500" }));
  if (error && !data) return <Wrong error={error} />;
  const all = data?.data.map((r) => ({ x: r.height, y: (parseRao(r.owner_rao) ?? 0n) + (parseRao(r.pool_rao) ?? 0n) })).reverse();
  return <Chart title={t.more.neuron.earned} dots={all} />;
}

function Past({ hotkey }: { hotkey: string }) {
  const { t } = useText();
  const tab = useTab(tabs);
  const w = t.more.neuron;
  return (
    <section className="panel">
      <Tabs names={tabs} chosen={tab} label={t.pages.parts} words={{ rewards: w.rewards, chart: w.earned, slots: w.history }} />
      {tab === "rewards" && (
        <Listing path={`hotkeys/${hotkey}/rewards`} caption={w.rewards} columns={rewardColumns} id={(r) => String(r.height)} />
      )}
      {tab === "chart" && <Earned hotkey={hotkey} />}
      {tab === "slots" && (
        <Listing path="slots" params={{ hotkey }} caption={w.history} columns={slotColumns} id={(s) => `${s.height}/${s.netuid}`} />
      )}
    </section>
  );
}

/** One hotkey over all subnets. */
export default function NeuronPage({ id }: { id: string }) {
  const { t } = useText();
  const { data: n, error } = useHistory<Worker>(`neurons/${id}`);
  const c = t.pages.col;
  const w = t.more.neuron;
  return (
    <>
      <section className="panel">
        <Title>{n?.label || t.pages.titles.neuron}</Title>
        <p className="key whole">
          <code>{id}</code>
          <Copy text={id} what={c.hotkey} />
        </p>
        {error && !n && <Wrong error={error} />}
        {(n || !error) && (
          <Facts
            all={[
              [c.coldkey, n ? <Fleet key="c" coldkey={n.coldkey} /> : <Unknown key="c" />],
              [c.stake, <Amount key="s" rao={n?.stake_rao} places={9} />],
              [w.daily, <Amount key="d" rao={n?.daily_rao} places={2} />],
              [w.first, n && n.first_height > 0 ? <Height key="f" at={n.first_height} /> : <span key="f">–</span>],
            ]}
          />
        )}
        {n && (
          <p>
            <Link to={hotkeyPath(id)}>{w.asValidator}</Link>
          </p>
        )}
      </section>
      {n && (
        <section className="panel" aria-labelledby="slots">
          <h2 id="slots">{w.slots}</h2>
          {n.slots.length === 0 ? (
            <p className="empty">{w.none}</p>
          ) : (
            <Table caption={w.slots} columns={placedColumns(false)} rows={n.slots} id={(p) => String(p.netuid)} />
          )}
        </section>
      )}
      {n && <Past hotkey={id} />}
    </>
  );
}
