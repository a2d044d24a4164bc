import { useHistory } from "../api/history";
import type { Root } from "../api/market";
import { useSubnets } from "../api/queries";
import { useText } from "../i18n";
import { Percent } from "../parts/bars";
import { Facts, Title } from "../parts/facts";
import { Amount, Count, Unknown } from "../parts/figures";
import { Link } from "../parts/link";
import { Matrix } from "../parts/matrix";
import { Table, Wrong } from "../parts/table";
import { subnetPartPath } from "../route";
import { Height, Neuron } from "./columns";

/** What a subnet is called; netuid 0 stands for emission that is not issued. */
function useNames(): (netuid: number) => string {
  const { t } = useText();
  const all = useSubnets().data;
  return (netuid) => (netuid === 0 ? t.more.root.unissued : (all?.find((s) => s.netuid === netuid)?.name ?? String(netuid)));
}

function Members({ of: r }: { of: Root }) {
  const { t } = useText();
  const name = useNames();
  const w = t.more.root;
  const netuids = [...new Set(r.members.flatMap((m) => m.votes.map((v) => v.netuid)))].sort((a, b) => a - b);
  return (
    <section className="panel" aria-labelledby="matrix">
      <h2 id="matrix">{w.matrix}</h2>
      {r.members.length === 0 && <p className="empty">{w.none}</p>}
      {netuids.length > 0 && (
        <Matrix
          caption={w.matrix}
          corner={t.pages.col.hotkey}
          columns={netuids.map((id) => ({ id, name: name(id) }))}
          rows={r.members.map((m) => ({
            id: String(m.uid),
            name: <Neuron hotkey={m.hotkey} label={m.label} />,
            shares: new Map(m.votes.map((v) => [v.netuid, v.share])),
          }))}
        />
      )}
      {r.members.length > 0 && (
        <Table
          caption={t.pages.titles.root}
          rows={r.members}
          id={(m) => String(m.uid)}
          columns={[
            { name: "hotkey", cell: (m) => <Neuron hotkey={m.hotkey} label={m.label} /> },
            { name: "stake", number: true, cell: (m) => <Amount rao={m.stake_rao} places={2} /> },
            { name: "joined", number: true, cell: (m) => (m.joined_at > 0 ? <Height at={m.joined_at} /> : "–") },
            { name: "voted", number: true, cell: (m) => (m.voted_at > 0 ? <Height at={m.voted_at} /> : "–") },
          ]}
        />
      )}
    </section>
  );
}

/** The root network: who shares emission out, and how. */
export default function RootPage() {
  const { t } = useText();
  const { data: r, error } = useHistory<Root>("root");
  const w = t.more.root;
  return (
    <>
      <section className="panel">
        <Title lead={w.lead}>{t.pages.titles.root}</Title>
        {error && !r && <Wrong error={error} />}
        <Facts
          all={[
            [w.seats, r ? <span key="s">{`${r.members.length} / ${r.seats}`}</span> : <Unknown key="s" />],
            [w.counted, r && r.counted_at > 0 ? <Height key="c" at={r.counted_at} /> : <span key="c">–</span>],
            [w.next, <Count key="n" n={r?.next_count} />],
          ]}
        />
      </section>
      <section className="panel" aria-labelledby="shares">
        <h2 id="shares">{w.shares}</h2>
        {r?.shares.length === 0 ? (
          <p className="empty">{w.noShares}</p>
        ) : (
          <Table
            caption={w.shares}
            rows={r?.shares}
            id={(s) => String(s.netuid)}
            columns={[
              {
                name: "subnet",
                cell: (s) =>
                  s.netuid === 0 ? (
                    w.unissued
                  ) : (
                    <Link to={subnetPartPath(s.netuid, "metagraph")}>
                      {s.netuid} {s.name}
                    </Link>
                  ),
              },
              { name: "share", number: true, cell: (s) => <Percent of={s.share} /> },
            ]}
          />
        )}
      </section>
      {r && <Members of={r} />}
    </>
  );
}
