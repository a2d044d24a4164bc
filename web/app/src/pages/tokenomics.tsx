import { parseRao } from "@shared/amount";
import { type Tokenomics as Data, type Era, useHistory } from "../api/history";
import { useText } from "../i18n";
import { Chart, type Dot } from "../parts/chart";
import { Facts, Title } from "../parts/facts";
import { Amount, Bar, Count, Unknown } from "../parts/figures";
import { Table, Wrong } from "../parts/table";
import { When } from "../parts/when";
import { percent } from "./accounts";

/** What an era issues: to the supply at which the next begins, or to the cap. */
export function issuedIn(eras: readonly Era[], i: number, cap: string): bigint {
  const from = parseRao(eras[i]?.from_supply_rao) ?? 0n;
  const till = parseRao(eras[i + 1]?.from_supply_rao ?? cap) ?? from;
  return till > from ? till - from : 0n;
}

/** The supply over heights: where the chain is, and where the eras to come begin at the earliest. */
export function supplyCurve(d: Data): Dot[] {
  const now = { x: d.height, y: parseRao(d.supply_rao) ?? 0n };
  const later = d.eras
    .filter((e) => (e.from_height ?? 0) > d.height)
    .map((e) => ({ x: e.from_height ?? 0, y: parseRao(e.from_supply_rao) ?? 0n }))
    .filter((p, i, all) => i === 0 || p.x > (all[i - 1]?.x ?? 0));
  const visible = later.slice(0, 12); // later ones add nothing that can be seen
  return [{ x: 0, y: 0n }, now, ...visible];
}

function Eras({ of: d }: { of: Data | undefined }) {
  const { t } = useText();
  const rows = d?.eras.map((e, i) => ({ ...e, issued: issuedIn(d.eras, i, d.cap_rao) }));
  return (
    <Table
      caption={t.pages.tokenomics.eras}
      rows={rows}
      id={(e) => String(e.era)}
      columns={[
        { name: "era", number: true, cell: (e) => e.era },
        { name: "reward", number: true, cell: (e) => <Amount rao={e.block_reward_rao} places={9} /> },
        { name: "fromSupply", number: true, cell: (e) => <Amount rao={e.from_supply_rao} places={4} /> },
        { name: "issued", number: true, cell: (e) => <Amount rao={e.issued.toString()} places={4} /> },
        { name: "height", number: true, cell: (e) => (e.from_height ? <Count n={e.from_height} /> : "–") },
        { name: "date", cell: (e) => (e.era === d?.era ? t.pages.tokenomics.now : <When at={e.from_time} day />) },
      ]}
    />
  );
}

/** How much money there is, and how it comes to be. */
export default function Tokenomics() {
  const { t } = useText();
  const { data: d, error } = useHistory<Data>("tokenomics");
  const c = t.pages.col;
  const staked = percent(d?.staked_rao, d?.supply_rao);
  return (
    <>
      <section className="panel">
        <Title lead={t.pages.tokenomics.lead}>{t.pages.titles.tokenomics}</Title>
        {error && !d && <Wrong error={error} />}
        <Facts
          all={[
            [c.supply, <Amount key="s" rao={d?.supply_rao} places={9} />],
            [c.cap, <Amount key="c" rao={d?.cap_rao} />],
            [c.minted, <Amount key="m" rao={d?.minted_rao} places={9} />],
            [c.burned, <Amount key="b" rao={d?.burned_rao} places={9} />],
            [c.staked, <Amount key="k" rao={d?.staked_rao} places={9} />],
            [
              t.pages.tokenomics.stakedShare,
              <span key="p" id="staked-share">
                {staked ?? <Unknown />}
                <Bar value={Number.parseFloat(staked ?? "0")} max={100} kind="second" />
              </span>,
            ],
            [c.era, <Count key="e" n={d?.era} />],
            [c.reward, <Amount key="r" rao={d?.block_reward_rao} places={9} />],
            [c.nextHalving, <Amount key="h" rao={d?.next_halving_rao} />],
          ]}
        />
      </section>
      <section className="panel">
        <Chart title={t.pages.tokenomics.curve} dots={d && supplyCurve(d)} />
      </section>
      <section className="panel" aria-labelledby="eras">
        <h2 id="eras">{t.pages.tokenomics.eras}</h2>
        <p className="lead">{t.pages.tokenomics.erasLead}</p>
        <Eras of={d} />
      </section>
    </>
  );
}
