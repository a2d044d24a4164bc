// Pages that are lists: the past, hotkeys, contacts.
import { addressFault } from "@shared/address";
import { type FormEvent, useState } from "react";
import { useAccount, useMoves, useTransfers } from "../data/queries";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Address, Field, Page, Tao } from "../parts/parts";

/** Payments and moves of stake, the latest first. */
export function History() {
  const { account } = useWallet();
  return account === null ? null : <Past address={account.address} />;
}

function Past({ address }: { address: string }) {
  const { t, lang } = useText();
  const transfers = useTransfers(address).data?.data;
  const moves = useMoves(address).data?.data;
  const rows = [
    ...(transfers ?? []).map((x, i) => ({
      key: `t${x.height}-${i}`,
      height: x.height,
      what: x.from === address ? t.history.paid : t.history.received,
      who: x.from === address ? x.to : x.from,
      rao: x.amount_rao,
    })),
    ...(moves ?? []).map((m, i) => ({
      key: `m${m.height}-${i}`,
      height: m.height,
      what: t.history.kinds[m.kind as keyof typeof t.history.kinds] ?? m.kind,
      who: m.kind === "move" && m.other ? m.other : m.hotkey,
      rao: m.amount_rao,
    })),
  ].sort((a, b) => b.height - a.height);
  return (
    <Page title={t.history.title}>
      {transfers !== undefined && rows.length === 0 && <p className="empty">{t.history.none}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable to be scrolled */}
      <div className="scroll" tabIndex={0}>
        <table>
          <caption className="unseen">{t.history.title}</caption>
          <thead>
            <tr>
              <th scope="col">{t.history.when}</th>
              <th scope="col">{t.history.what}</th>
              <th scope="col" className="number">
                {t.history.amount}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((r) => (
              <tr key={r.key}>
                <td>{new Intl.NumberFormat(lang).format(r.height)}</td>
                <td>
                  {r.what} <Address value={r.who} />
                </td>
                <td className="number">
                  <Tao rao={r.rao} places={4} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Page>
  );
}

export function Hotkeys() {
  const { t } = useText();
  const { account } = useWallet();
  const hotkeys = useAccount(account?.address).data?.hotkeys;
  return (
    <Page title={t.hotkeys.title} lead={t.hotkeys.lead}>
      {hotkeys?.length === 0 && <p className="empty">{t.hotkeys.none}</p>}
      <ul className="positions">
        {hotkeys?.map((h) => (
          <li key={h.hotkey}>
            <Address value={h.hotkey} /> <Tao rao={h.stake_rao} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

export function Book() {
  const { t } = useText();
  const { settings, change } = useWallet();
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const wrong = addressFault(address);
    setFault(wrong && t.send.faults[wrong]);
    if (wrong !== null || name.trim() === "") return;
    const contact = { name: name.trim(), address: address.trim() };
    await change((s) => ({ book: [...s.book.filter((c) => c.address !== contact.address), contact] }));
    setName("");
    setAddress("");
  };
  return (
    <Page title={t.book.title} lead={t.book.lead}>
      {settings.book.length === 0 && <p className="empty">{t.book.none}</p>}
      <ul className="positions">
        {settings.book.map((c) => (
          <li key={c.address}>
            <b>{c.name}</b> <Address value={c.address} />
            <button
              type="button"
              className="plain"
              onClick={() => change((s) => ({ book: s.book.filter((o) => o.address !== c.address) }))}
            >
              {t.book.remove} <span className="unseen">{c.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={submit}>
        <Field label={t.book.field} name="contact" value={name} maxLength={40} required change={setName} />
        <Field label={t.send.to} name="address" value={address} change={setAddress} fault={fault} />
        <button type="submit" className="main">
          {t.book.add}
        </button>
      </form>
    </Page>
  );
}
