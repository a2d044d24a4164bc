import type { Block } from "../api/types";
import { useText } from "../i18n";
import { Title } from "../parts/facts";
import { Amount, Count, Key } from "../parts/figures";
import { type Column, Listing } from "../parts/table";
import { When } from "../parts/when";
import { Height } from "./columns";

function Proposer({ of }: { of: string }) {
  const { t } = useText();
  return <Key value={of} what={t.pages.col.proposer} head={6} tail={4} />;
}

function Hash({ of }: { of: string }) {
  const { t } = useText();
  return <Key value={of} what={t.pages.col.hash} head={6} tail={4} />;
}

const columns: readonly Column<Block>[] = [
  { name: "height", number: true, cell: (b) => <Height at={b.height} /> },
  { name: "time", cell: (b) => <When at={b.time} /> },
  { name: "txs", number: true, cell: (b) => <Count n={b.txs} /> },
  { name: "events", number: true, cell: (b) => <Count n={b.events} /> },
  { name: "minted", number: true, cell: (b) => <Amount rao={b.minted_rao} /> },
  { name: "proposer", cell: (b) => <Proposer of={b.proposer} /> },
  { name: "hash", cell: (b) => <Hash of={b.hash} /> },
];

/** All blocks, newest first. */
export default function Blocks() {
  const { t } = useText();
  return (
    <section className="panel">
      <Title lead={t.pages.blocks.lead}>{t.pages.titles.blocks}</Title>
      <Listing path="blocks" caption={t.pages.titles.blocks} columns={columns} id={(b) => String(b.height)} />
    </section>
  );
}
