import { addressFault, shorten } from "@shared/address";
import { parseRao } from "@shared/amount";
import { lazy, Suspense } from "react";
import { type Point, useHistory, type WholeAccount, withParams } from "../api/history";
import type { List } from "../api/types";
import { useText } from "../i18n";
import { Chart, type Dot } from "../parts/chart";
import { Copy } from "../parts/copy";
import { Facts, Title } from "../parts/facts";
import { Amount, Count } from "../parts/figures";
import { Link } from "../parts/link";
import { Listing, Table, Wrong } from "../parts/table";
import { Tabs, useTab } from "../parts/tabs";
import { fleetPath, Height, hotkeyPath, moveColumns, transferColumns, txColumns, Worker } from "./columns";
import { Ranged } from "./ranged";

const QR = lazy(() => import("./qr"));
const tabs = ["transfers", "moves", "txs", "chart"] as const;

/** Points of the API for a curve. */
export const dotsOf = (all: readonly Point[] | undefined): Dot[] | undefined =>
  all?.map((p) => ({ x: p.height, y: parseRao(p.amount_rao) ?? 0n }));

/** How an account's money divides, as a bar with its parts below. */
function Split({ of: a }: { of: WholeAccount | undefined }) {
  const { t } = useText();
  const c = t.pages.col;
  const total = Number(a?.total_rao ?? 0);
  const parts = [
    ["free", c.free, a?.balance_rao],
    ["staked", c.staked, a?.staked_rao],
    ["unbonding", c.unbonding, a?.unbonding_rao],
  ] as const;
  return (
    <div className="split">
      <p className="total">
        <span className="quiet">{c.total}</span> <Amount rao={a?.total_rao} places={9} />
      </p>
      <div className="stacked" aria-hidden="true">
        {parts.map(([name, , rao]) => (
          <span key={name} className={name} style={{ width: `${total > 0 ? ((100 * Number(rao)) / total).toFixed(2) : 0}%` }} />
        ))}
      </div>
      <dl className="parts">
        {parts.map(([name, word, rao]) => (
          <div key={name}>
            <dt>
              <span className={`mark ${name}`} aria-hidden="true" /> {word}
            </dt>
            <dd>
              <Amount rao={rao} places={9} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{t.pages.account.sum}</p>
    </div>
  );
}

/** Leads to where stake on a hotkey is added to, taken back, or moved. */
function Manage({ hotkey }: { hotkey: string }) {
  const { t } = useText();
  return (
    <span className="named">
      <Link to={withParams(hotkeyPath(hotkey), { stake: "remove" })} title={`${t.more.stake.remove}: ${shorten(hotkey)}`}>
        {t.more.stake.remove}
      </Link>
      <Link to={withParams(hotkeyPath(hotkey), { stake: "move" })} title={`${t.more.stake.move}: ${shorten(hotkey)}`}>
        {t.more.stake.move}
      </Link>
    </span>
  );
}

function Stakes({ of: a }: { of: WholeAccount }) {
  const { t } = useText();
  return (
    <section className="panel" aria-labelledby="positions">
      <h2 id="positions">{t.pages.account.positions}</h2>
      {a.positions.length === 0 ? (
        <p className="empty">{t.pages.account.noPositions}</p>
      ) : (
        <Table
          caption={t.pages.account.positions}
          rows={a.positions}
          id={(p) => p.hotkey}
          columns={[
            { name: "validator", cell: (p) => <Worker hotkey={p.hotkey} /> },
            { name: "amount", number: true, cell: (p) => <Amount rao={p.amount_rao} places={9} /> },
            { name: "act", cell: (p) => <Manage hotkey={p.hotkey} /> },
          ]}
        />
      )}
      {a.hotkeys.length > 0 && (
        <>
          <h2>{t.pages.account.hotkeys}</h2>
          <Table
            caption={t.pages.account.hotkeys}
            rows={a.hotkeys}
            id={(h) => h.hotkey}
            columns={[
              { name: "hotkey", cell: (h) => <Worker hotkey={h.hotkey} /> },
              { name: "stake", number: true, cell: (h) => <Amount rao={h.stake_rao} /> },
            ]}
          />
        </>
      )}
    </section>
  );
}

function BalanceChart({ address }: { address: string }) {
  const { t } = useText();
  const { data, error } = useHistory<List<Point>>(`accounts/${address}/points`);
  if (error && !data) return <Wrong error={error} />;
  return <Chart title={t.pages.account.chart} dots={dotsOf(data?.data)} steps />;
}

function Past({ address }: { address: string }) {
  const { t } = useText();
  const tab = useTab(tabs);
  const words = t.pages.account.tabs;
  const key = (x: { height: number }, i: number) => `${x.height}/${i}`;
  return (
    <section className="panel">
      <Tabs names={tabs} chosen={tab} label={t.pages.parts} words={words} />
      {tab === "transfers" && (
        <>
          <Listing path="transfers" params={{ address }} caption={words.transfers} columns={transferColumns(address)} id={key} />
          <Ranged address={address} />
        </>
      )}
      {tab === "moves" && <Listing path="moves" params={{ coldkey: address }} caption={words.moves} columns={moveColumns} id={key} />}
      {tab === "txs" && (
        <Listing path="txs" params={{ address }} caption={words.txs} columns={txColumns} id={(x) => `${x.hash}/${x.height}`} />
      )}
      {tab === "chart" && <BalanceChart address={address} />}
    </section>
  );
}

function Known({ address }: { address: string }) {
  const { t, lang } = useText();
  const { data: a, error } = useHistory<WholeAccount>(`accounts/${address}`);
  const c = t.pages.col;
  return (
    <>
      <section className="panel account">
        <div>
          <Title>{t.pages.titles.account}</Title>
          <p className="key whole">
            <code>{address}</code>
            <Copy text={address} what={c.account} />
          </p>
          {error && !a && <Wrong error={error} />}
          {(a || !error) && <Split of={a} />}
          {a && (
            <Facts
              all={[
                [c.rank, a.rank > 0 ? t.pages.account.rank(new Intl.NumberFormat(lang).format(a.rank)) : t.pages.account.unranked],
                [c.firstSeen, a.first_height > 0 ? <Height key="f" at={a.first_height} /> : <Count key="f" n={0} />],
                [c.changed, a.last_height > 0 ? <Height key="l" at={a.last_height} /> : <Count key="l" n={0} />],
              ]}
            />
          )}
          {a && a.hotkeys.length > 0 && (
            <p>
              <Link to={fleetPath(address)}>{t.more.coldkey.fleet}</Link>
            </p>
          )}
          {a?.module && <p className="badge">{t.more.module(a.module)}</p>}
          {a?.is_hotkey && (
            <p>
              {t.pages.account.isHotkey} <Link to={hotkeyPath(address)}>{t.pages.account.showHotkey}</Link>
            </p>
          )}
        </div>
        <div className="qr-box">
          <Suspense fallback={<span className="qr" />}>
            <QR text={address} />
          </Suspense>
        </div>
      </section>
      {a && <Stakes of={a} />}
      <Past address={address} />
    </>
  );
}

/** One account: what it has, where it is staked, and how that came about. */
export default function Account({ id }: { id: string }) {
  const { t } = useText();
  const fault = addressFault(id);
  if (fault === null) return <Known address={id} />;
  return (
    <section className="panel">
      <Title>{t.pages.titles.account}</Title>
      <p className="wrong" role="alert">
        {t.faucet.faults[fault]}
      </p>
    </section>
  );
}
