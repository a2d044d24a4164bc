import { parseRao } from "@shared/amount";
import { Register } from "../act/register";
import { type Slot, useHistory, withParams } from "../api/history";
import type { AtRisk, Hyperparams } from "../api/market";
import type { List, Subnet } from "../api/types";
import { useText } from "../i18n";
import { Height, Neuron } from "../pages/columns";
import { Chart } from "../parts/chart";
import { Facts } from "../parts/facts";
import { Amount, Count } from "../parts/figures";
import { type Column, Listing, Table, Wrong } from "../parts/table";
import { When } from "../parts/when";

export const slotColumns: readonly Column<Slot>[] = [
  { name: "height", number: true, cell: (s) => <Height at={s.height} /> },
  { name: "time", cell: (s) => <When at={s.time} /> },
  { name: "uid", number: true, cell: (s) => s.uid },
  { name: "hotkey", cell: (s) => <Neuron hotkey={s.hotkey} /> },
  { name: "price", number: true, cell: (s) => <Amount rao={s.price_rao} places={9} /> },
  { name: "replaced", cell: (s) => <Neuron hotkey={s.replaced} /> },
];

/** A score of pruning: with six decimals, and what is smaller than all of them said so. */
const scoreText = (score: number) => (score > 0 && score < 1e-6 ? "< 0.000001" : score.toFixed(6));

/** What was burned for slots, block by block. */
function Prices({ netuid }: { netuid: number }) {
  const { t } = useText();
  const { data, error } = useHistory<List<Slot>>(withParams("slots", { netuid: String(netuid), limit: "500" }));
  if (error && !data) return <Wrong error={error} />;
  const burned = data?.data.filter((s) => s.price_rao !== "0").reverse();
  if (burned?.length === 0) return <p className="empty">{t.more.registration.noBurn}</p>;
  return <Chart title={t.more.registration.byBurn} dots={burned?.map((s) => ({ x: s.height, y: parseRao(s.price_rao) ?? 0n }))} />;
}

function Risks({ of: r }: { of: AtRisk | undefined }) {
  const { t } = useText();
  const w = t.more.registration;
  return (
    <>
      <h2>{w.risk}</h2>
      <p className="lead">{r && w.riskLead(r.free)}</p>
      <Table
        caption={w.risk}
        rows={r?.neurons}
        id={(n) => String(n.uid)}
        columns={[
          {
            name: "place",
            number: true,
            cell: (n) => (
              <>
                {n.place === 1 && r?.free === 0 && <span className="badge bad">{w.next}</span>} {n.place}
              </>
            ),
          },
          { name: "uid", number: true, cell: (n) => n.uid },
          { name: "hotkey", cell: (n) => <Neuron hotkey={n.hotkey} label={n.label} /> },
          { name: "score", number: true, cell: (n) => scoreText(n.score) },
          { name: "needed", number: true, cell: (n) => (n.needed > 0 ? scoreText(n.needed) : <span className="zero">–</span>) },
          {
            name: "immune",
            number: true,
            cell: (n) => (n.immune_blocks > 0 ? w.immune(n.immune_blocks) : <span className="zero">{w.notImmune}</span>),
          },
        ]}
      />
    </>
  );
}

/** What a slot costs, who may lose one, and who came. */
export function Registration({ of: s }: { of: Subnet }) {
  const { t } = useText();
  const w = t.more.registration;
  const risk = useHistory<AtRisk>(`subnets/${s.netuid}/at-risk`);
  const rules = useHistory<Hyperparams>(`subnets/${s.netuid}/hyperparams`).data;
  const open = rules?.settings.find((x) => x.name === "burn_registration")?.value === "true";
  return (
    <>
      <section className="panel" aria-labelledby="terms">
        <h2 id="terms">{w.terms}</h2>
        <Facts
          all={[
            [w.price, <Amount key="b" rao={s.burn_rao} places={9} />],
            [w.work, <Count key="d" n={s.difficulty} />],
            [w.free, <Count key="f" n={risk.data?.free} />],
          ]}
        />
        {rules && (open ? <Register netuid={s.netuid} price={s.burn_rao} /> : <p className="quiet">{w.closed}</p>)}
      </section>
      <section className="panel">
        <Prices netuid={s.netuid} />
      </section>
      <section className="panel">{risk.error && !risk.data ? <Wrong error={risk.error} /> : <Risks of={risk.data} />}</section>
      <section className="panel" aria-labelledby="latest">
        <h2 id="latest">{w.latest}</h2>
        <Listing
          path="slots"
          params={{ netuid: String(s.netuid) }}
          caption={w.latest}
          columns={slotColumns}
          id={(x) => `${x.height}/${x.uid}`}
        />
      </section>
    </>
  );
}
