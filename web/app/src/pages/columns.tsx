// Columns that several tables share.

import type { Move, Transfer, Tx } from "../api/history";
import { type Messages, useText } from "../i18n";
import { Amount, Count } from "../parts/figures";
import { KeyLink, Link } from "../parts/link";
import type { Column } from "../parts/table";
import { When } from "../parts/when";

export const blockPath = (height: number | string) => `/blocks/${height}`;
export const txPath = (hash: string) => `/txs/${hash}`;
export const accountPath = (address: string) => `/accounts/${address}`;
export const hotkeyPath = (hotkey: string) => `/validators/${hotkey}`;
export const neuronPath = (hotkey: string) => `/neurons/${hotkey}`;
export const fleetPath = (coldkey: string) => `/coldkeys/${coldkey}`;

/** A height that leads to its block. */
export function Height({ at }: { at: number }) {
  return (
    <Link to={blockPath(at)}>
      <Count n={at} />
    </Link>
  );
}

/** A coldkey that leads to its account. */
export function Person({ address }: { address: string | undefined }) {
  const { t } = useText();
  return address ? <KeyLink to={accountPath(address)} value={address} what={t.pages.col.account} /> : <span className="zero">–</span>;
}

/** A hotkey that leads to its page. */
export function Worker({ hotkey }: { hotkey: string | undefined }) {
  const { t } = useText();
  return hotkey ? <KeyLink to={hotkeyPath(hotkey)} value={hotkey} what={t.pages.col.hotkey} /> : <span className="zero">–</span>;
}

/** A hotkey that leads to its neurons, with its name before it when it has one. */
export function Neuron({ hotkey, label }: { hotkey: string | undefined; label?: string | undefined }) {
  const { t } = useText();
  if (!hotkey) return <span className="zero">–</span>;
  const key = <KeyLink to={neuronPath(hotkey)} value={hotkey} what={t.pages.col.hotkey} />;
  if (!label) return key;
  return (
    <span className="named">
      <Link to={neuronPath(hotkey)}>{label}</Link> {key}
    </span>
  );
}

/** A coldkey that leads to all its neurons. */
export function Fleet({ coldkey }: { coldkey: string }) {
  const { t } = useText();
  return <KeyLink to={fleetPath(coldkey)} value={coldkey} what={t.pages.col.coldkey} />;
}

/** The hash of a transaction, which leads to it; a dash for what no transaction did. */
export function TxHash({ hash }: { hash: string | undefined }) {
  const { t } = useText();
  return hash ? <KeyLink to={txPath(hash)} value={hash} what={t.pages.col.hash} /> : <span className="zero">–</span>;
}

/** What a message is called; its own name where we have no word for it. */
export function kindWord(t: Messages, kind: string): string {
  return Object.hasOwn(t.pages.msgs, kind) ? t.pages.msgs[kind as keyof Messages["pages"]["msgs"]] : kind.replace(/^Msg/, "");
}

/** The kinds of a transaction, each once, with how often when that is not once. */
export function countKinds(kinds: string): [string, number][] {
  const all = new Map<string, number>();
  for (const k of kinds.split(" ").filter(Boolean)) all.set(k, (all.get(k) ?? 0) + 1);
  return [...all];
}

/** What a transaction does, in a few words. */
export function Kinds({ kinds }: { kinds: string }) {
  const { t } = useText();
  const all = countKinds(kinds);
  return <>{all.length === 0 ? "–" : all.map(([k, n]) => kindWord(t, k) + (n > 1 ? ` ×${n}` : "")).join(", ")}</>;
}

/** Whether a transaction did what it was to do. */
export function Outcome({ ok }: { ok: boolean }) {
  const { t } = useText();
  return <span className={ok ? "badge good" : "badge bad"}>{ok ? t.pages.ok : t.pages.failed}</span>;
}

function MoveKind({ kind }: { kind: string }) {
  const { t } = useText();
  return <>{Object.hasOwn(t.pages.moves, kind) ? t.pages.moves[kind as keyof Messages["pages"]["moves"]] : kind}</>;
}

function Direction({ to, address }: { to: string; address: string }) {
  const { t } = useText();
  const received = to === address;
  return (
    <>
      <span aria-hidden="true">{received ? "↓" : "↑"}</span> {received ? t.pages.direction.in : t.pages.direction.out}
    </>
  );
}

export const txColumns: readonly Column<Tx>[] = [
  { name: "hash", cell: (x) => <TxHash hash={x.hash} /> },
  { name: "kind", cell: (x) => <Kinds kinds={x.kinds} /> },
  { name: "status", cell: (x) => <Outcome ok={x.ok} /> },
  { name: "height", number: true, cell: (x) => <Height at={x.height} /> },
  { name: "time", cell: (x) => <When at={x.time} /> },
  { name: "signer", cell: (x) => <Person address={x.signer} /> },
  { name: "fee", number: true, cell: (x) => <Amount rao={x.fee_rao} places={9} /> },
];

/** Columns of payments; of an account's own, when one is given, with which way they went. */
export const transferColumns = (address?: string): readonly Column<Transfer>[] => [
  { name: "height", number: true, cell: (x) => <Height at={x.height} /> },
  { name: "time", cell: (x) => <When at={x.time} /> },
  ...(address ? [{ name: "kind" as const, cell: (x: Transfer) => <Direction to={x.to} address={address} /> }] : []),
  { name: "from", cell: (x) => <Person address={x.from} /> },
  { name: "to", cell: (x) => <Person address={x.to} /> },
  { name: "amount", number: true, cell: (x) => <Amount rao={x.amount_rao} places={4} /> },
  { name: "hash", cell: (x) => <TxHash hash={x.tx} /> },
];

export const moveColumns: readonly Column<Move>[] = [
  { name: "height", number: true, cell: (x) => <Height at={x.height} /> },
  { name: "time", cell: (x) => <When at={x.time} /> },
  { name: "kind", cell: (x) => <MoveKind kind={x.kind} /> },
  { name: "coldkey", cell: (x) => <Person address={x.coldkey} /> },
  { name: "hotkey", cell: (x) => <Worker hotkey={x.hotkey} /> },
  { name: "other", cell: (x) => (x.kind === "transfer" ? <Person address={x.other} /> : <Worker hotkey={x.other} />) },
  { name: "amount", number: true, cell: (x) => <Amount rao={x.amount_rao} places={4} /> },
  { name: "hash", cell: (x) => <TxHash hash={x.tx} /> },
];
