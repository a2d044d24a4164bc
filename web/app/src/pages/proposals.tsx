import { useHistory } from "../api/history";
import type { Proposal } from "../api/market";
import type { List } from "../api/types";
import { useText } from "../i18n";
import { Title } from "../parts/facts";
import { Link } from "../parts/link";
import { type Column, Table, Wrong } from "../parts/table";
import { When } from "../parts/when";
import { Person } from "./columns";
import { State, Tally } from "./tally";

const columns: readonly Column<Proposal>[] = [
  { name: "no", number: true, cell: (p) => <Link to={`/proposals/${p.id}`}>{p.id}</Link> },
  { name: "title", cell: (p) => <Link to={`/proposals/${p.id}`}>{p.title || "–"}</Link> },
  { name: "state2", cell: (p) => <State of={p} /> },
  { name: "tally", cell: (p) => <Tally of={p} short /> },
  { name: "proposer2", cell: (p) => <Person address={p.proposer} /> },
  { name: "ends", cell: (p) => <When at={p.voting_end_time || p.deposit_end_time} /> },
];

/** What stake decides together, newest first. */
export default function Proposals() {
  const { t } = useText();
  const { data, error } = useHistory<List<Proposal>>("proposals");
  return (
    <section className="panel">
      <Title lead={t.more.gov.lead}>{t.pages.titles.proposals}</Title>
      {error && !data && <Wrong error={error} />}
      {data?.data.length === 0 ? (
        <p className="empty">{t.more.gov.none}</p>
      ) : (
        (data || !error) && <Table caption={t.pages.titles.proposals} columns={columns} rows={data?.data} id={(p) => String(p.id)} />
      )}
    </section>
  );
}
