// The page that other origins open: it hears one question, shows it, and answers the window that asked, and nobody else.

import { textBytes } from "@shared/chain/adr36";
import { toBase64 } from "@shared/chain/bytes";
import type { PublicAccount } from "@shared/keys/terms";
import type { Ask } from "@shared/provider/protocol";
import type { WalletErrorCode } from "@shared/provider/wallet";
import { type FormEvent, useState } from "react";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Address, Field, Link, Page } from "../parts/parts";
import { type Asked, useAsked } from "./asked";
import { namesSite } from "./origin";
import { Review } from "./review";

/** What the page says of itself while there is nothing to decide. */
export function Request() {
  const { t } = useText();
  const { state } = useWallet();
  const asked = useAsked();
  if (state.name === null) {
    return (
      <Page title={t.request.send} lead={t.request.noWallet}>
        <Link to="/">{t.request.make}</Link>
      </Page>
    );
  }
  if (asked.state === "asked") return <Decide asked={asked.asked} />;
  if (asked.state === "nobody")
    return (
      <Page title={t.name} lead={t.request.noOpener}>
        {null}
      </Page>
    );
  if (asked.state === "waiting")
    return (
      <Page title={t.name} lead={t.request.waiting}>
        {null}
      </Page>
    );
  return (
    <Page title={t.name} lead={t.request.answered}>
      {null}
    </Page>
  );
}

const asAccount = (a: PublicAccount) => ({ address: a.address, publicKey: toBase64(a.publicKey), name: a.name });

function Decide({ asked }: { asked: Asked }) {
  const { t } = useText();
  const { state, settings } = useWallet();
  const { ask, origin } = asked;
  const may = settings.sites[origin];
  const refuse = (code: WalletErrorCode, message: string) => asked.fail(code, message);
  if (ask.method === "connect" || may === undefined) {
    return (
      <Connect asked={asked} wanted={"address" in ask ? ask.address : (may ?? "")} then={ask.method === "connect" ? "answer" : "stay"} />
    );
  }
  if (ask.method === "disconnect") return null; // answered without a question
  const account = state.accounts.find((a) => a.address === ask.address);
  if (account === undefined || may !== ask.address) {
    return (
      <Page title={t.request.send} lead={t.request.other}>
        <Site origin={origin} />
        <button type="button" className="main stop" onClick={() => refuse("absent", "the site may not use this account; connect again")}>
          {t.review.refuse}
        </button>
      </Page>
    );
  }
  if (ask.method === "signText") return <SignText asked={asked} account={account} ask={ask} />;
  return (
    <Page title={t.request.send}>
      <Site origin={origin} />
      <Review
        account={account}
        messages={ask.messages}
        memo={ask.memo}
        settled={(o) => asked.answer(o)}
        leave={(o) => (o === null ? refuse("refused", "the person refused") : asked.finish())}
      />
    </Page>
  );
}

/** The site in full: scheme, host and port, so that a look-alike can be told. */
function Site({ origin }: { origin: string }) {
  const { t } = useText();
  return (
    <p className="origin">
      <span className="quiet">{t.request.origin}</span> <strong>{origin}</strong>
    </p>
  );
}

function Connect({ asked, wanted, then }: { asked: Asked; wanted: string; then: "answer" | "stay" }) {
  const { t } = useText();
  const { state, account, change } = useWallet();
  const own = state.accounts.filter((a) => a.index !== null);
  const [chosen, setChosen] = useState(own.find((a) => a.address === wanted)?.address ?? account?.address ?? "");
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const it = own.find((a) => a.address === chosen);
    if (it === undefined) return;
    await change((s) => ({ sites: { ...s.sites, [asked.origin]: it.address } }));
    if (then === "answer") asked.answer(asAccount(it), true);
  };
  return (
    <Page title={t.request.connect} lead={t.request.connectLead}>
      <Site origin={asked.origin} />
      <form onSubmit={submit}>
        <fieldset className="accounts">
          <legend>{t.request.connectAs}</legend>
          {own.map((a) => (
            <label key={a.address}>
              <input type="radio" name="account" value={a.address} checked={a.address === chosen} onChange={() => setChosen(a.address)} />{" "}
              {a.name} <Address value={a.address} />
            </label>
          ))}
        </fieldset>
        <div className="row">
          <button type="button" className="main stop" onClick={() => asked.fail("refused", "the person refused")}>
            {t.review.refuse}
          </button>
          <button type="submit" className="main">
            {t.request.allow}
          </button>
        </div>
      </form>
    </Page>
  );
}

/** Signing in: no transaction, a screen of its own, the text and the site in full. */
function SignText({ asked, account, ask }: { asked: Asked; account: PublicAccount; ask: Extract<Ask, { method: "signText" }> }) {
  const { t } = useText();
  const { state, keeper, refresh } = useWallet();
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const foreign = !namesSite(ask.text, asked.origin);
  const [typed, setTyped] = useState("");
  const ready = (state.unlocked || password !== "") && (!foreign || typed.trim() === t.review.dangerWord);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    try {
      if (!state.unlocked) await refresh(await keeper.unlock(password));
      const signature = await keeper.sign(account.address, textBytes(account.address, ask.text));
      asked.answer({ signature: toBase64(signature), publicKey: toBase64(account.publicKey) }, true);
    } catch {
      setFault(t.unlock.wrong);
      await refresh();
    }
  };
  return (
    <Page title={t.request.text} lead={t.request.textLead}>
      <Site origin={asked.origin} />
      <h2>{t.request.textOf}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable to be scrolled */}
      <pre className="raw" tabIndex={0}>
        {ask.text}
      </pre>
      <form className={foreign ? "danger" : undefined} onSubmit={submit}>
        {foreign && (
          <>
            <p role="alert" className="alarm">
              {t.request.foreign}
            </p>
            <Field label={t.review.dangerType(t.review.dangerWord)} name="danger" value={typed} change={setTyped} />
          </>
        )}
        {!state.unlocked && (
          <Field
            label={t.review.password}
            name="password"
            type="password"
            autoComplete="current-password"
            value={password}
            change={setPassword}
            fault={fault}
          />
        )}
        <div className="row">
          <button type="button" className="main stop" onClick={() => asked.fail("refused", "the person refused")}>
            {t.review.refuse}
          </button>
          <button type="submit" className="main" disabled={!ready}>
            {t.request.textSign}
          </button>
        </div>
      </form>
    </Page>
  );
}
