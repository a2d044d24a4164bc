import { parseRao } from "@shared/amount";
import { type Tx, useHistory, type WholeTx } from "../api/history";
import { useText } from "../i18n";
import { Kinds, Outcome, TxHash } from "../pages/columns";
import { eventsOf } from "../pages/message";
import { Amount, Unknown } from "../parts/figures";
import { type Column, Listing } from "../parts/table";
import { When } from "../parts/when";
import type { Channel } from "./gate";

const KINDS = "MsgOpen,MsgTopUp,MsgSettle,MsgClose";

/** The events that change what a channel holds: which of their fields says by how much, and in which direction. */
const changes: Record<string, readonly [field: string, sign: bigint]> = {
  "tianwang.escrow.v1.EventOpened": ["deposit", 1n],
  "tianwang.escrow.v1.EventToppedUp": ["amount", 1n],
  "tianwang.escrow.v1.EventSettled": ["paid", -1n],
  "tianwang.escrow.v1.EventClosed": ["refund", -1n],
};

/** By how many rao a transaction changed what a channel holds; null when it has nothing to do with it. */
export function changeOf(events: unknown, channel: string): bigint | null {
  let sum: bigint | null = null;
  for (const e of eventsOf(events)) {
    const change = changes[e.kind];
    const value = (name: string) => e.attributes.find(([k]) => k === name)?.[1].replaceAll('"', "") ?? "";
    if (!change || value("channel") !== channel) continue;
    sum = (sum ?? 0n) + change[1] * (parseRao(value(change[0])) ?? 0n);
  }
  return sum;
}

function Change({ hash, channel }: { hash: string; channel: string }) {
  const tx = useHistory<WholeTx>(`txs/${hash}`, true).data;
  if (!tx) return <Unknown />;
  const change = changeOf(tx.events, channel);
  if (change === null) return <span className="zero">–</span>;
  return (
    <>
      {change < 0n ? "−" : "+"} <Amount rao={(change < 0n ? -change : change).toString()} places={9} />
    </>
  );
}

/** What went into a channel and out of it, as the chain has it: what the gateway says is not asked. */
export function Payments({ channel }: { channel: Channel }) {
  const { t } = useText();
  const columns: readonly Column<Tx>[] = [
    { name: "time", cell: (x) => <When at={x.time} /> },
    { name: "kind", cell: (x) => <Kinds kinds={x.kinds} /> },
    { name: "status", cell: (x) => <Outcome ok={x.ok} /> },
    { name: "amount", number: true, cell: (x) => <Change hash={x.hash} channel={channel.channel} /> },
    { name: "hash", cell: (x) => <TxHash hash={x.hash} /> },
  ];
  return (
    <section className="payments" aria-labelledby="payments-title">
      <h2 id="payments-title">{t.developers.payments}</h2>
      <p className="quiet">{t.developers.paymentsLead}</p>
      <Listing
        path="txs"
        params={{ address: channel.payer, kind: KINDS }}
        caption={t.developers.payments}
        columns={columns}
        id={(x) => `${x.hash}/${x.height}`}
      />
    </section>
  );
}
