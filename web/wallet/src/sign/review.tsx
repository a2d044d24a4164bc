// The one way to a signature: what it does in words, what it costs, what leaves; then the person decides, then the chain.
import { shorten } from "@shared/address";
import { formatTao } from "@shared/amount";
import { UnknownMessage } from "@shared/chain/messages";
import { nodeAt } from "@shared/chain/node";
import { type Draft, deliver, draft, isStale } from "@shared/chain/send";
import { signBytes } from "@shared/chain/tx";
import { KeeperError, type PublicAccount } from "@shared/keys/terms";
import type { Message, Outcome } from "@shared/provider/wallet";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useMemo, useRef, useState } from "react";
import { networkAt } from "../data/api";
import { useExplorer, useValidators } from "../data/queries";
import { noteSpent, overLimit } from "../data/settings";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Field, Tao } from "../parts/parts";
import type { Name } from "./said";
import { say } from "./say";

interface Props {
  account: PublicAccount;
  messages: Message[];
  memo?: string;
  /** What happens when the person refuses, or is done. */
  leave(outcome: Outcome | null): void;
  /** Hears of the outcome as soon as there is one. */
  settled?(outcome: Outcome): void;
}

type Stage = { at: "look" | "signing" | "sent" } | { at: "done"; outcome: Outcome } | { at: "fault"; words: string };

/** Names of addresses in sentences: the contact's or the validator's, and the address itself, never the name alone. */
export function useNames(): Name {
  const { settings, state } = useWallet();
  const validators = useValidators().data?.data;
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const v of validators ?? []) if (v.label) names.set(v.hotkey, v.label);
    for (const a of state.accounts) names.set(a.address, a.name);
    for (const c of settings.book) names.set(c.address, c.name);
    return (address) => (names.has(address) ? `${names.get(address)} (${shorten(address)})` : address);
  }, [validators, state.accounts, settings.book]);
}

/** Asks the chain what the messages would cost, and whether it would take them. */
function useDraft(account: PublicAccount, messages: Message[], memo: string) {
  const [got, setGot] = useState<{ draft: Draft | null; would: string | null; cannot: string | null }>({
    draft: null,
    would: null,
    cannot: null,
  });
  useEffect(() => {
    let over = false;
    draft(nodeAt(networkAt()), account, messages, memo)
      .then((d) => !over && setGot({ draft: d, would: null, cannot: null }))
      .catch((err: unknown) => {
        if (over) return;
        const message = err instanceof Error ? err.message : String(err);
        setGot(
          err instanceof UnknownMessage ? { draft: null, would: null, cannot: message } : { draft: null, would: message, cannot: null },
        );
      });
    return () => {
      over = true;
    };
  }, [account, messages, memo]);
  return got;
}

/** Signs and sends; when another transaction of the account came first, once more with the next number. */
function useSign(props: Props, leaves: bigint) {
  const { keeper, refresh, change } = useWallet();
  const queries = useQueryClient();
  const { t } = useText();
  const [stage, setStage] = useState<Stage>({ at: "look" });
  const sign = async (first: Draft, password: string | null) => {
    setStage({ at: "signing" });
    try {
      if (password !== null) await refresh(await keeper.unlock(password));
      const node = nodeAt(networkAt());
      const send = async (d: Draft) => {
        const signature = await keeper.sign(props.account.address, signBytes(d.doc));
        setStage({ at: "sent" });
        return deliver(node, d, signature);
      };
      const outcome = await send(first).catch(async (err: unknown) => {
        if (!isStale(err)) throw err;
        return send(await draft(node, props.account, props.messages, props.memo ?? ""));
      });
      await noteSpent((outcome.code === 0 ? leaves : 0n) + first.terms.fee, Date.now());
      await change(() => ({}));
      await queries.invalidateQueries();
      setStage({ at: "done", outcome });
      props.settled?.(outcome);
    } catch (err) {
      const wrong = err instanceof KeeperError && (err.fault === "password" || err.fault === "wait");
      await refresh();
      setStage({ at: "fault", words: wrong ? t.unlock.wrong : err instanceof Error ? err.message : String(err) });
    }
  };
  return { stage, sign };
}

export function Review(props: Props) {
  const { t, lang } = useText();
  const { state, settings } = useWallet();
  const name = useNames();
  const memo = props.memo ?? "";
  const { draft: d, would, cannot } = useDraft(props.account, props.messages, memo);
  const said = useMemo(() => props.messages.map((m) => say(t, m, name, lang)), [props.messages, t, name, lang]);
  const danger = said.includes(null);
  const grave = said.some((s) => s?.grave);
  const leaves = said.reduce((sum, s) => sum + (s?.leaves ?? 0n), 0n);
  const fee = d?.terms.fee ?? 0n;
  const limited = overLimit(settings, leaves + fee, Date.now());
  const { stage, sign } = useSign(props, leaves);
  const [raw, setRaw] = useState(danger);
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const watched = props.account.index === null;
  if (stage.at === "done") return <Done outcome={stage.outcome} leave={() => props.leave(stage.outcome)} />;
  const busy = stage.at === "signing" || stage.at === "sent";
  const ready =
    d !== null &&
    !limited &&
    !watched &&
    (!(danger || grave) || typed.trim() === t.review.dangerWord) &&
    (state.unlocked || password !== "");
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (d !== null && ready) void sign(d, state.unlocked ? null : password);
  };
  return (
    <form className={danger ? "review danger" : "review"} onSubmit={submit}>
      {danger && (
        <div role="alert" className="alarm">
          <h2>{t.review.danger}</h2>
          <p>{t.review.dangerLead}</p>
        </div>
      )}
      {grave && !danger && (
        <div role="alert" className="alarm">
          <h2>{t.review.grave}</h2>
          <p>{t.review.graveLead}</p>
        </div>
      )}
      <div className="row tabs">
        {[false, true].map((r) => (
          <button key={String(r)} type="button" className="plain" aria-pressed={raw === r} onClick={() => setRaw(r)}>
            {r ? t.review.raw : t.review.sentence}
          </button>
        ))}
      </div>
      {raw ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable to be scrolled
        <pre className="raw" tabIndex={0}>
          {JSON.stringify(props.messages, null, 2)}
        </pre>
      ) : (
        <ol className="says">
          {said.map((s, i) => (
            <li key={i}>
              {s?.amount != null && (
                <p className="big">
                  <Tao rao={s.amount} />
                </p>
              )}
              <p className="sentence">{s?.words ?? props.messages[i]?.["@type"]}</p>
            </li>
          ))}
        </ol>
      )}
      {d === null && would === null && cannot === null && <p role="status">{t.review.checking}</p>}
      {would !== null && (
        <p role="alert" className="fault">
          {t.review.would} {would}
        </p>
      )}
      {cannot !== null && (
        <p role="alert" className="fault">
          {t.review.cannot} {cannot}
        </p>
      )}
      {d !== null && (
        <dl className="costs">
          <div>
            <dt>{t.review.fee}</dt>
            <dd className="fee">
              <Tao rao={fee} />
            </dd>
          </div>
          <div>
            <dt>{t.review.total}</dt>
            <dd>
              <Tao rao={leaves + fee} />
            </dd>
          </div>
          <div>
            <dt>{t.review.from}</dt>
            <dd>{name(props.account.address)}</dd>
          </div>
          <div>
            <dt>{t.review.network}</dt>
            <dd>{d.terms.chainId}</dd>
          </div>
          {memo !== "" && (
            <div>
              <dt>{t.review.memo}</dt>
              <dd>{memo}</dd>
            </div>
          )}
        </dl>
      )}
      {limited && settings.limit !== null && (
        <p role="alert" className="fault">
          {t.review.limit(formatTao(settings.limit, lang))}
        </p>
      )}
      {watched && <p className="fault">{t.review.watched}</p>}
      {(danger || grave) && d !== null && (
        <Field label={t.review.dangerType(t.review.dangerWord)} name="danger" value={typed} change={setTyped} />
      )}
      {!state.unlocked && d !== null && !watched && (
        <Field
          label={t.review.password}
          name="password"
          type="password"
          autoComplete="current-password"
          value={password}
          change={setPassword}
          fault={stage.at === "fault" ? stage.words : null}
        />
      )}
      <div className="row">
        <button type="button" className="main stop" disabled={busy} onClick={() => props.leave(null)}>
          {t.review.refuse}
        </button>
        <button type="submit" className={danger ? "main danger" : "main"} disabled={!ready || busy}>
          {t.review.sign}
        </button>
      </div>
      <div role="status">
        {stage.at === "signing" && t.review.signing}
        {stage.at === "sent" && t.review.sent}
        {stage.at === "fault" && state.unlocked && <p className="fault">{stage.words}</p>}
      </div>
    </form>
  );
}

function Done({ outcome, leave }: { outcome: Outcome; leave(): void }) {
  const { t } = useText();
  const explorer = useExplorer();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus({ preventScroll: true }), []); // the button that was pressed is gone
  return (
    <div className="done" role="status" ref={box} tabIndex={-1}>
      {outcome.code === 0 ? (
        <p className="good">{t.review.done(outcome.height)}</p>
      ) : (
        <p className="fault">
          {t.review.failed} <code>{outcome.log}</code>
        </p>
      )}
      {explorer !== null && (
        <p>
          <a href={`${explorer}/txs/${outcome.hash}`} target="_blank" rel="noopener noreferrer">
            {t.review.link}
          </a>
        </p>
      )}
      <button type="button" className="main" onClick={leave}>
        {t.create.toHome}
      </button>
    </div>
  );
}
