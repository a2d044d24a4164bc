import { KeeperError } from "@shared/keys/terms";
import { type FormEvent, useEffect, useState } from "react";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Field, Page } from "../parts/parts";

/** Asks for the password, with a delay that grows with every wrong one. */
export function Unlock() {
  const { t } = useText();
  const { state, keeper, refresh } = useWallet();
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [forgot, setForgot] = useState(false);
  const wait = useWait(state.waitUntil);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await refresh(await keeper.unlock(password));
    } catch (err) {
      setFault(err instanceof KeeperError && err.fault === "wait" ? null : t.unlock.wrong);
      setPassword("");
      await refresh();
    }
    setBusy(false);
  };
  return (
    <Page title={t.unlock.title} lead={t.unlock.lead(state.name ?? "")}>
      <form onSubmit={submit}>
        <Field
          label={t.create.field}
          name="password"
          type="password"
          value={password}
          change={setPassword}
          autoComplete="current-password"
          fault={fault}
          note={wait > 0 ? t.unlock.wait(wait) : undefined}
        />
        {wait > 0 && fault !== null && <p className="quiet">{t.unlock.wait(wait)}</p>}
        <button type="submit" className="main" disabled={busy || wait > 0}>
          {t.unlock.button}
        </button>
      </form>
      <button type="button" className="plain" onClick={() => setForgot(!forgot)} aria-expanded={forgot}>
        {t.unlock.forgot}
      </button>
      {forgot && (
        <div className="forgot">
          <p>{t.unlock.forgotLead}</p>
          <Remove />
        </div>
      )}
    </Page>
  );
}

/** The whole seconds until a moment. */
function useWait(until: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (until <= Date.now()) return;
    const timer = window.setInterval(() => setNow(Date.now()), 250);
    return () => window.clearInterval(timer);
  }, [until]);
  return Math.max(0, Math.ceil((until - Math.max(now, 0)) / 1000));
}

/** Deletes the wallet for who types its name. */
export function Remove() {
  const { t } = useText();
  const { state, keeper, refresh } = useWallet();
  const [name, setName] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    try {
      await refresh(await keeper.remove(name));
    } catch {
      setFault(t.unlock.deleteWrong);
    }
  };
  return (
    <form onSubmit={submit}>
      <Field label={t.unlock.deleteLead(state.name ?? "")} name="delete" value={name} change={setName} fault={fault} />
      <button type="submit" className="main stop danger">
        {t.unlock.delete}
      </button>
    </form>
  );
}
