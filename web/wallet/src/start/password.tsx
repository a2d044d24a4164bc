import { MIN_PASSWORD } from "@shared/keys/terms";
import { type FormEvent, useState } from "react";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Field, Page } from "../parts/parts";
import { strength } from "./secret";

/** The last step of making a wallet: only now is anything stored. */
export function Password({ phrase, done }: { phrase: string; done(): void }) {
  const { t } = useText();
  const { keeper, refresh } = useWallet();
  const [name, setName] = useState(t.create.defaultName);
  const [password, setPassword] = useState("");
  const [repeat, setRepeat] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const grade = strength(password, MIN_PASSWORD);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (grade === 0 || password !== repeat || name.trim() === "") return;
    setBusy(true);
    const state = await keeper.create(name, phrase, password);
    done();
    await refresh(state);
  };
  return (
    <Page title={t.create.password} lead={t.create.passwordLead}>
      <form onSubmit={submit}>
        <Field label={t.create.walletName} name="wallet" value={name} maxLength={40} change={setName} />
        <Field
          label={t.create.field}
          name="password"
          type="password"
          value={password}
          change={setPassword}
          autoComplete="new-password"
          fault={tried && grade === 0 ? t.create.weak(MIN_PASSWORD) : null}
          note={password !== "" && t.create.strength[grade]}
        />
        <meter min={0} max={3} value={grade} aria-hidden="true" />
        <Field
          label={t.create.repeat}
          name="repeat"
          type="password"
          value={repeat}
          change={setRepeat}
          autoComplete="new-password"
          fault={tried && password !== repeat ? t.create.differ : null}
        />
        <button type="submit" className="main" disabled={busy}>
          {t.create.finish}
        </button>
        <p role="status" className="quiet">
          {busy && t.create.working}
        </p>
      </form>
    </Page>
  );
}
