import { formatTao, parseTao } from "@shared/amount";
import { type FormEvent, useState } from "react";
import { isExtension, useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Address, Field, Page } from "../parts/parts";
import { mayReach } from "../sign/channel";
import { Remove } from "../start/unlock";

export function Settings() {
  const { t } = useText();
  const { state } = useWallet();
  const own = state.accounts.some((a) => a.index !== null);
  return (
    <Page title={t.settings.title}>
      <Accounts />
      {isExtension && <Network />}
      {own && <Limit />}
      <Sites />
      {own && <Words />}
      <section>
        <h2>{t.settings.remove}</h2>
        <p className="lead">{t.unlock.forgotLead}</p>
        <Remove />
      </section>
    </Page>
  );
}

function Accounts() {
  const { t } = useText();
  const { state, keeper, refresh } = useWallet();
  const own = state.accounts.filter((a) => a.index !== null);
  return (
    <section>
      <h2>{t.settings.accounts}</h2>
      <ul className="positions">
        {state.accounts.map((a) => (
          <li key={a.address}>
            <b>{a.name}</b> <Address value={a.address} /> {a.index === null && <span className="badge">{t.home.watched}</span>}
          </li>
        ))}
      </ul>
      {own.length > 0 && (
        <>
          <button
            type="button"
            className="main stop"
            onClick={async () => refresh(await keeper.addAccount(t.settings.accountName(own.length + 1)))}
          >
            {t.settings.addAccount}
          </button>
          <p className="quiet">{t.settings.addNote}</p>
        </>
      )}
    </section>
  );
}

/** Which network an extension is a wallet of. The browser asks before it lets the extension reach another. */
function Network() {
  const { t } = useText();
  const { settings, change, refresh } = useWallet();
  const [url, setUrl] = useState(settings.network);
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const at = URL.canParse(url.trim()) ? new URL(url.trim()) : null;
    const right = at !== null && (at.protocol === "https:" || at.protocol === "http:") && (await mayReach(at.origin));
    setFault(right ? null : t.settings.networkFault);
    if (!right) return;
    await change(() => ({ network: at.origin }));
    await refresh();
  };
  return (
    <section>
      <h2>{t.review.network}</h2>
      <form onSubmit={submit}>
        <Field label={t.settings.network} name="network" value={url} change={setUrl} fault={fault} />
        <button type="submit" className="main stop">
          {t.settings.save}
        </button>
      </form>
    </section>
  );
}

/** The limit is changed by who knows the password, so that a wallet left open does not give it up. */
function Limit() {
  const { t, lang } = useText();
  const { settings, change, keeper, refresh } = useWallet();
  const [limit, setLimit] = useState(settings.limit === null ? "" : formatTao(settings.limit, "en").replaceAll(",", ""));
  const [password, setPassword] = useState("");
  const [said, setSaid] = useState<{ good: boolean; words: string } | null>(null);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const rao = limit.trim() === "" ? null : parseTao(limit);
    if (limit.trim() !== "" && rao === null) {
      setSaid({ good: false, words: t.send.zero });
      return;
    }
    try {
      await refresh(await keeper.unlock(password));
      await change(() => ({ limit: rao }));
      setSaid({ good: true, words: t.settings.saved });
    } catch {
      setSaid({ good: false, words: t.unlock.wrong });
      await refresh();
    }
    setPassword("");
  };
  return (
    <section>
      <h2>{t.settings.limit}</h2>
      <p className="lead">{t.settings.limitLead}</p>
      {settings.limit !== null && <p>{formatTao(settings.limit, lang)} TAO</p>}
      <form onSubmit={submit}>
        <Field label={t.settings.limitField} name="limit" inputMode="decimal" value={limit} change={setLimit} />
        <Field
          label={t.create.field}
          name="limit-password"
          type="password"
          value={password}
          change={setPassword}
          autoComplete="current-password"
        />
        <button type="submit" className="main stop">
          {t.settings.save}
        </button>
        <p role="status" className={said?.good ? "good" : "fault"}>
          {said?.words}
        </p>
      </form>
    </section>
  );
}

function Sites() {
  const { t } = useText();
  const { settings, change } = useWallet();
  const sites = Object.entries(settings.sites);
  const revoke = (origin: string) => change((s) => ({ sites: Object.fromEntries(Object.entries(s.sites).filter(([o]) => o !== origin)) }));
  return (
    <section>
      <h2>{t.settings.sites}</h2>
      <p className="lead">{t.settings.sitesLead}</p>
      {sites.length === 0 && <p className="empty">{t.settings.noSites}</p>}
      <ul className="positions sites">
        {sites.map(([origin, address]) => (
          <li key={origin}>
            <b>{origin}</b> <Address value={address} />
            <button type="button" className="plain" onClick={() => revoke(origin)}>
              {t.settings.revoke} <span className="unseen">{origin}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Words() {
  const { t } = useText();
  const { keeper, refresh } = useWallet();
  const [password, setPassword] = useState("");
  const [words, setWords] = useState<string[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setFault(null);
    try {
      setWords((await keeper.reveal(password)).split(" "));
    } catch {
      setFault(t.unlock.wrong);
      await refresh();
    }
    setPassword("");
  };
  return (
    <section>
      <h2>{t.settings.words}</h2>
      <p className="lead">{t.settings.wordsLead}</p>
      {words === null ? (
        <form onSubmit={submit}>
          <Field
            label={t.create.field}
            name="reveal"
            type="password"
            value={password}
            change={setPassword}
            fault={fault}
            autoComplete="current-password"
          />
          <button type="submit" className="main stop">
            {t.settings.reveal}
          </button>
        </form>
      ) : (
        <>
          <ol className="words">
            {words.map((w, i) => (
              <li key={i}>{w}</li>
            ))}
          </ol>
          <button type="button" className="main stop" onClick={() => setWords(null)}>
            {t.settings.hide}
          </button>
        </>
      )}
    </section>
  );
}
