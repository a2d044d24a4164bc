import { addressFault } from "@shared/address";
import { useHistory, type WholeTx } from "../api/history";
import { useText } from "../i18n";
import { Facts, Title } from "../parts/facts";
import { Amount, Count, Key, Unknown } from "../parts/figures";
import { Scroll } from "../parts/scroll";
import { Table, Wrong } from "../parts/table";
import { Tabs, useTab } from "../parts/tabs";
import { When } from "../parts/when";
import { Height, Kinds, kindWord, Outcome, Person } from "./columns";
import { eventsOf, failure, type Message, memoOf, messagesOf, sentence } from "./message";

const tabs = ["decoded", "raw"] as const;

function Value({ text }: { text: string }) {
  return addressFault(text) === null ? <Person address={text} /> : <code className="long">{text}</code>;
}

function Said({ message: m }: { message: Message }) {
  const { t, lang } = useText();
  const words = sentence(t, m, lang);
  return (
    <li className="message">
      <h3>{kindWord(t, m.name)}</h3>
      {words !== null && <p>{words}</p>}
      <Facts all={m.fields.map(([k, v]) => [k, <Value key={k} text={v} />] as const)} />
    </li>
  );
}

function Decoded({ tx }: { tx: WholeTx }) {
  const { t } = useText();
  const events = eventsOf(tx.events).map((e, i) => ({ ...e, no: i + 1 }));
  const messages = messagesOf(tx.body);
  return (
    <>
      <h2>{t.pages.messages}</h2>
      {messages.length === 0 && <p className="empty">{t.pages.rawNone}</p>}
      <ol className="messages">
        {messages.map((m, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is in a block never changes
          <Said key={i} message={m} />
        ))}
      </ol>
      <h2>{t.pages.eventsTitle}</h2>
      {events.length === 0 ? (
        <p className="empty">{t.pages.nothing}</p>
      ) : (
        <Table
          caption={t.pages.eventsTitle}
          rows={events}
          id={(e) => String(e.no)}
          columns={[
            { name: "no", number: true, cell: (e) => e.no },
            { name: "kind", cell: (e) => <code>{e.kind}</code> },
            { name: "value", cell: (e) => <code className="long">{e.attributes.map(([k, v]) => `${k}=${v}`).join("  ")}</code> },
          ]}
        />
      )}
    </>
  );
}

function Why({ tx }: { tx: WholeTx }) {
  const { t } = useText();
  const words = failure(t, tx.codespace, tx.code);
  return (
    <div className="failure">
      <h2>{t.pages.col.reason}</h2>
      {words !== null && <p>{words}</p>}
      {tx.reason && (
        <p>
          {t.pages.chainSays} <code lang="en">{tx.reason}</code>
        </p>
      )}
      <p className="quiet">
        {t.pages.col.code} {tx.codespace} {tx.code}
      </p>
    </div>
  );
}

/** One transaction: what it says, what came of it, and why it failed if it did. */
export default function TxPage({ id }: { id: string }) {
  const { t } = useText();
  const { data: tx, error } = useHistory<WholeTx>(`txs/${id}`);
  const tab = useTab(tabs);
  const c = t.pages.col;
  const memo = memoOf(tx?.body);
  return (
    <>
      <section className="panel">
        <Title>{t.pages.titles.tx}</Title>
        {error && !tx && <Wrong error={error} />}
        {!tx && !error && <Unknown />}
        <Facts
          all={[
            [c.hash, <Key key="h" value={(tx?.hash ?? id).toUpperCase()} what={c.hash} head={16} tail={8} />],
            ...(tx
              ? ([
                  [c.status, <Outcome key="o" ok={tx.ok} />],
                  [c.kind, <Kinds key="k" kinds={tx.kinds} />],
                  [c.height, <Height key="b" at={tx.height} />],
                  [c.time, <When key="t" at={tx.time} absolute />],
                  [c.signer, <Person key="s" address={tx.signer} />],
                  [c.fee, <Amount key="f" rao={tx.fee_rao} places={9} />],
                  [
                    c.gas,
                    <span key="g">
                      <Count n={tx.gas_used} /> / <Count n={tx.gas_wanted} />
                    </span>,
                  ],
                ] as const)
              : []),
            ...(memo === "" ? [] : ([[c.memo, memo]] as const)),
          ]}
        />
        {tx && !tx.ok && <Why tx={tx} />}
      </section>
      {tx && (
        <section className="panel">
          <Tabs names={tabs} chosen={tab} label={t.pages.parts} words={{ decoded: t.pages.decoded, raw: t.pages.raw }} />
          {tab === "decoded" ? (
            <Decoded tx={tx} />
          ) : (
            <Scroll label={t.pages.raw}>
              <pre className="raw">{JSON.stringify(tx.body, null, 2)}</pre>
            </Scroll>
          )}
        </section>
      )}
    </>
  );
}
