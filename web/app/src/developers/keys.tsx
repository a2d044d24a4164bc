import { formatTao, parseTao } from "@shared/amount";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useOffers } from "../api/queries";
import { useText } from "../i18n";
import { Copy } from "../parts/copy";
import { Amount } from "../parts/figures";
import { Wrong } from "../parts/table";
import { type ApiKey, type Limits, useGate, useKeys } from "./gate";
import { Grid } from "./grid";

/** A secret, for the only time. */
function Once({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useText();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} className="once" aria-labelledby="once-title" onClose={onClose}>
      <h2 id="once-title">{t.developers.onceTitle}</h2>
      <p>{t.developers.once}</p>
      <p className="secret">
        <code>{secret}</code> <Copy text={secret} what={t.developers.secret} />
      </p>
      <button type="button" className="main" onClick={() => box.current?.close()}>
        {t.developers.have}
      </button>
    </dialog>
  );
}

const amount = (form: FormData, name: string): string | null => {
  const text = String(form.get(name) ?? "").trim();
  return text === "" ? "0" : (parseTao(text)?.toString() ?? null);
};

/** Reads what a form says a key may; null when a number is none. */
export function readLimits(form: FormData): Limits | null {
  const [day, month, total] = [amount(form, "day"), amount(form, "month"), amount(form, "total")];
  const rate = Number(String(form.get("rate") ?? "").trim() || "0");
  if (day === null || month === null || total === null || !Number.isInteger(rate) || rate < 0) return null;
  return { name: String(form.get("name") ?? "").trim(), models: form.getAll("model").map(String), day, month, total, rate };
}

/** Where limits are written. */
function LimitsForm(props: { of?: ApiKey; label: string; busy: boolean; onDone: (limits: Limits) => void }) {
  const { t, lang } = useText();
  const offers = useOffers().data ?? [];
  const [wrong, setWrong] = useState(false);
  const now = (rao?: string) => (rao && rao !== "0" ? formatTao(BigInt(rao), lang) : "");
  const submit = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const limits = readLimits(new FormData(e.currentTarget));
    setWrong(limits === null);
    if (limits) props.onDone(limits);
  };
  const field = (name: "day" | "month" | "total", label: string) => (
    <label>
      <span>{label}</span>
      <input name={name} inputMode="decimal" autoComplete="off" placeholder={t.developers.noLimit} defaultValue={now(props.of?.[name])} />
    </label>
  );
  return (
    <form className="limits" onSubmit={submit}>
      <label>
        <span>{t.developers.name}</span>
        <input name="name" required maxLength={64} autoComplete="off" defaultValue={props.of?.name ?? ""} />
      </label>
      {field("day", t.developers.perDay)}
      {field("month", t.developers.perMonth)}
      {field("total", t.developers.inAll)}
      <label>
        <span>{t.developers.rate}</span>
        <input name="rate" inputMode="numeric" autoComplete="off" placeholder={t.developers.noLimit} defaultValue={props.of?.rate || ""} />
      </label>
      <fieldset>
        <legend>{t.developers.onlyModels}</legend>
        {offers.map((m) => (
          <label key={m.id} className="check">
            <input type="checkbox" name="model" value={m.id} defaultChecked={props.of?.models?.includes(m.id) ?? false} /> {m.id}
          </label>
        ))}
      </fieldset>
      {wrong && (
        <p className="wrong" role="alert">
          {t.developers.wrongLimits}
        </p>
      )}
      <button type="submit" className="main" disabled={props.busy}>
        {props.label}
      </button>
    </form>
  );
}

/** What a key may, in short. */
function May({ of: k }: { of: ApiKey }) {
  const { t, lang } = useText();
  const tao = (rao?: string) => (rao && rao !== "0" ? `${formatTao(BigInt(rao), lang)} TAO` : "");
  const all = [
    tao(k.day) && `${tao(k.day)} ${t.developers.aDay}`,
    tao(k.month) && `${tao(k.month)} ${t.developers.aMonth}`,
    tao(k.total) && `${tao(k.total)} ${t.developers.all}`,
    k.rate ? t.developers.aMinute(k.rate) : "",
    k.models?.join(", ") ?? "",
  ].filter((s) => s !== "");
  return all.length === 0 ? t.developers.noLimit : all.join(" · ");
}

/** The API keys of a channel. */
export function KeysPage() {
  const { t, lang } = useText();
  const { data, error } = useKeys();
  const gate = useGate();
  const [secret, setSecret] = useState("");
  const [editing, setEditing] = useState("");
  const make = async (method: string, path: string, body?: unknown) => {
    const made = await gate.act<{ secret: string }>(method, path, body);
    if (made) setSecret(made.secret);
  };
  const when = (unix?: number) => (unix ? new Date(unix * 1000).toLocaleString(lang) : t.developers.never);
  const edited = data?.data.find((k) => k.id === editing);
  return (
    <>
      {error && !data && <Wrong error={error} />}
      {gate.error && <Wrong error={gate.error} />}
      {secret !== "" && <Once secret={secret} onClose={() => setSecret("")} />}
      {data?.data.length === 0 && <p className="empty">{t.developers.noKeys}</p>}
      {data && data.data.length > 0 && (
        <Grid
          caption={t.developers.names.keys}
          heads={[t.developers.name, t.developers.secret, t.developers.may, t.developers.spent, t.developers.used, t.developers.do]}
          rows={data.data.map((k) => ({
            id: k.id,
            cells: [
              k.name,
              <code key="hint">{k.hint || t.developers.noSecret}</code>,
              <May key="may" of={k} />,
              <Amount key="spent" rao={k.spent} places={6} />,
              when(k.used),
              k.revoked ? (
                t.developers.revoked
              ) : (
                <span key="do" className="acts">
                  <button type="button" className="plain" onClick={() => setEditing(editing === k.id ? "" : k.id)}>
                    {t.developers.edit}
                  </button>
                  {k.hint !== "" && (
                    <button
                      type="button"
                      className="plain"
                      onClick={() => void make("POST", `/v1/account/keys/${k.id}/rotate?overlap=3600`)}
                    >
                      {t.developers.rotate}
                    </button>
                  )}
                  <button type="button" className="plain" onClick={() => void gate.act("DELETE", `/v1/account/keys/${k.id}`)}>
                    {t.developers.revoke}
                  </button>
                </span>
              ),
            ],
          }))}
        />
      )}
      {edited && (
        <>
          <h2>{t.developers.editWhat(edited.name)}</h2>
          <LimitsForm
            key={edited.id}
            of={edited}
            label={t.developers.save}
            busy={gate.busy}
            onDone={async (limits) => {
              if (await gate.act("PATCH", `/v1/account/keys/${edited.id}`, limits)) setEditing("");
            }}
          />
        </>
      )}
      {!edited && (
        <>
          <h2>{t.developers.newKey}</h2>
          <p className="quiet">{t.developers.rotateLead}</p>
          <LimitsForm label={t.developers.make} busy={gate.busy} onDone={(limits) => void make("POST", "/v1/account/keys", limits)} />
        </>
      )}
    </>
  );
}
