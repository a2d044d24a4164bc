import { basisPoints, parseRao } from "@shared/amount";
import { type Account, useHistory, withParams } from "../api/history";
import { useSupply } from "../api/queries";
import type { List } from "../api/types";
import { useText } from "../i18n";
import { Title } from "../parts/facts";
import { Amount, Unknown } from "../parts/figures";
import { Link } from "../parts/link";
import { Table, Wrong } from "../parts/table";
import { useParam } from "../route";
import { Height, Person } from "./columns";

const PAGE = 50;

/** A share in percent with two decimals; what is there but too small to show is written so. */
export function percent(part: string | undefined, whole: string | undefined): string | null {
  const p = parseRao(part);
  const w = parseRao(whole);
  if (p === null || w === null) return null;
  const points = basisPoints(p, w);
  return points === 0 && p > 0n ? "<0.01 %" : `${(points / 100).toFixed(2)} %`;
}

/** Accounts by balance, the richest first. */
export default function Accounts() {
  const { t } = useText();
  const cursor = useParam("cursor");
  const before = Math.max(0, Number(useParam("after")) || 0);
  const supply = useSupply().data?.supply_rao;
  const { data, error } = useHistory<List<Account>>(withParams("accounts", { limit: String(PAGE), cursor }));
  const rows = data?.data.map((a, i) => ({ ...a, rank: before + i + 1 }));
  return (
    <section className="panel">
      <Title lead={t.pages.accounts.lead}>{t.pages.titles.accounts}</Title>
      {error && !data ? (
        <Wrong error={error} />
      ) : (
        <Table
          caption={t.pages.titles.accounts}
          rows={rows}
          id={(a) => a.address}
          columns={[
            { name: "rank", number: true, cell: (a) => a.rank },
            {
              name: "account",
              cell: (a) => (
                <span className="named">
                  <Person address={a.address} />
                  {a.module && <span className="badge">{t.more.module(a.module)}</span>}
                </span>
              ),
            },
            { name: "balance", number: true, cell: (a) => <Amount rao={a.balance_rao} /> },
            { name: "ofSupply", number: true, cell: (a) => percent(a.balance_rao, supply) ?? <Unknown /> },
            { name: "firstSeen", number: true, cell: (a) => <Height at={a.first_height} /> },
            { name: "changed", number: true, cell: (a) => <Height at={a.last_height} /> },
          ]}
        />
      )}
      <p className="pager">
        {cursor !== null && <Link to="/accounts">{t.pages.accounts.richest}</Link>}
        {data?.next && (
          <Link to={withParams("/accounts", { cursor: data.next, after: String(before + data.data.length) })}>
            {t.pages.accounts.poorer}
          </Link>
        )}
      </p>
    </section>
  );
}
