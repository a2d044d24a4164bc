import { lazy, Suspense } from "react";
import { type Nominator, type Point, type Reward, type Seat, useHistory, type Validator } from "../api/history";
import type { List } from "../api/types";
import { useText } from "../i18n";
import { Chart } from "../parts/chart";
import { Copy } from "../parts/copy";
import { Facts, Title } from "../parts/facts";
import { Amount, Count } from "../parts/figures";
import { Link } from "../parts/link";
import { type Column, Listing, Table, Wrong } from "../parts/table";
import { Tabs, useTab } from "../parts/tabs";
import { subnetPath } from "../route";
import { dotsOf } from "./account";
import { Height, moveColumns, neuronPath, Person } from "./columns";
import { Measured, Rate, Uptime } from "./validators";

const Stake = lazy(async () => ({ default: (await import("../act/stake")).Stake }));

const tabs = ["rewards", "nominators", "moves", "seats", "chart"] as const;

export const rewardColumns: readonly Column<Reward>[] = [
  { name: "height", number: true, cell: (r) => <Height at={r.height} /> },
  { name: "toNominators", number: true, cell: (r) => <Amount rao={r.pool_rao} places={9} /> },
  { name: "toOwner", number: true, cell: (r) => <Amount rao={r.owner_rao} places={9} /> },
  { name: "stake", number: true, cell: (r) => <Amount rao={r.stake_rao} /> },
];

const nominatorColumns: readonly Column<Nominator>[] = [
  { name: "coldkey", cell: (n) => <Person address={n.coldkey} /> },
  { name: "amount", number: true, cell: (n) => <Amount rao={n.amount_rao} places={9} /> },
];

const seatColumns: readonly Column<Seat>[] = [
  { name: "subnet", cell: (s) => <Link to={`${subnetPath(s.netuid)}?uid=${s.uid}`}>{s.netuid}</Link> },
  { name: "uid", number: true, cell: (s) => s.uid },
  { name: "permit", cell: (s) => <Permit has={s.permit} /> },
  { name: "dividends", number: true, cell: (s) => <Amount rao={s.dividends_rao} places={9} /> },
];

function Permit({ has }: { has: boolean }) {
  const { t } = useText();
  return has ? <span className="badge permit">{t.metagraph.validator}</span> : <span className="zero">–</span>;
}

function StakeChart({ hotkey }: { hotkey: string }) {
  const { t } = useText();
  const { data, error } = useHistory<List<Point>>(`hotkeys/${hotkey}/points`);
  if (error && !data) return <Wrong error={error} />;
  return <Chart title={t.pages.validator.stakeChart} dots={dotsOf(data?.data)} steps />;
}

function Past({ hotkey, seats }: { hotkey: string; seats: readonly Seat[] }) {
  const { t } = useText();
  const tab = useTab(tabs);
  const words = t.pages.validator.tabs;
  const key = (x: { height: number }, i: number) => `${x.height}/${i}`;
  return (
    <section className="panel">
      <Tabs names={tabs} chosen={tab} label={t.pages.parts} words={words} />
      {tab === "rewards" && <Listing path={`hotkeys/${hotkey}/rewards`} caption={words.rewards} columns={rewardColumns} id={key} />}
      {tab === "nominators" && (
        <Listing path={`hotkeys/${hotkey}/nominators`} caption={words.nominators} columns={nominatorColumns} id={(n) => n.coldkey} />
      )}
      {tab === "moves" && <Listing path="moves" params={{ hotkey }} caption={words.moves} columns={moveColumns} id={key} />}
      {tab === "seats" &&
        (seats.length === 0 ? (
          <p className="empty">{t.pages.validator.unseated}</p>
        ) : (
          <Table caption={words.seats} columns={seatColumns} rows={seats} id={(s) => String(s.netuid)} />
        ))}
      {tab === "chart" && <StakeChart hotkey={hotkey} />}
    </section>
  );
}

/** One hotkey as its nominators see it. */
export default function ValidatorPage({ id }: { id: string }) {
  const { t } = useText();
  const { data: v, error } = useHistory<Validator>(`validators/${id}`);
  const c = t.pages.col;
  return (
    <>
      <section className="panel">
        <Title>{v?.label ? t.pages.validator.of(v.label) : t.pages.titles.validator}</Title>
        <p className="key whole">
          <code>{id}</code>
          <Copy text={id} what={c.hotkey} />
        </p>
        {error && !v && <Wrong error={error} />}
        {(v || !error) && (
          <Facts
            all={[
              [c.stake, <Amount key="s" rao={v?.stake_rao} places={9} />],
              [c.ownStake, <Amount key="o" rao={v?.own_stake_rao} places={9} />],
              ...(v
                ? ([
                    [c.share, `${(v.share * 100).toFixed(2)} %`],
                    [c.take, `${(v.take * 100).toFixed(2)} %`],
                    [c.nominators, <Count key="n" n={v.nominators} />],
                    [c.uptime, <Uptime key="u" of={v} />],
                    [c.apr, <Rate key="r" of={v.apr} />],
                    [c.apy, <Rate key="y" of={v.apy} />],
                    [c.owner, <Person key="w" address={v.owner} />],
                  ] as const)
                : []),
            ]}
          />
        )}
        <Measured blocks={v?.window_blocks} />
        {v && (
          <p>
            <Link to={neuronPath(id)}>{t.more.neuron.slots}</Link>
          </p>
        )}
      </section>
      {v && (
        <Suspense fallback={<section className="panel stake" />}>
          <Stake on={v} />
        </Suspense>
      )}
      {v && <Past hotkey={v.hotkey} seats={v.seats} />}
    </>
  );
}
