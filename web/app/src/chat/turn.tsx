import { memo, useState } from "react";
import { useSubnets } from "../api/queries";
import { errorWords } from "../api/words";
import { useText } from "../i18n";
import { Copy } from "../parts/copy";
import { Amount, Key } from "../parts/figures";
import { Link } from "../parts/link";
import { go } from "../route";
import type { Served } from "./answer";
import type { Turn } from "./conversation";
import { Markdown } from "./markdown-view";
import { Sources } from "./sources-view";

/** A miner that gave an answer, or a part of one. */
function Miner({ served }: { served: Served }) {
  const { t, lang } = useText();
  const subnet = useSubnets().data?.find((s) => s.netuid === served.netuid);
  const neuron = subnet?.neurons.find((n) => n.hotkey === served.hotkey);
  const part = served.share === null ? null : new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });
  return (
    <>
      {neuron?.label && <b>{neuron.label}</b>}
      <span>
        {t.subnet.netuid(served.netuid)} · UID {served.uid}
        {part && ` · ${part.format((served.share ?? 0) / 1_000_000)}`}
      </span>
      <Key value={served.hotkey} what={t.metagraph.columns.hotkey} />
      <button type="button" className="plain" onClick={() => go(served.netuid, served.uid)}>
        {t.chat.show}
      </button>
    </>
  );
}

/** Who gave an answer, how soon, and what it cost. */
function Bill({ turn }: { turn: Turn }) {
  const { t, lang } = useText();
  const { served, ms, cost, tokens } = turn;
  if (served.length === 0 && cost === null) return null;
  const attempts = served[0]?.attempts ?? 1;
  return (
    <p className="served">
      {served.length > 0 && <span>{t.chat.servedBy}</span>}
      {served.map((s) => (
        <Miner key={`${s.netuid}/${s.uid}`} served={s} />
      ))}
      {ms !== null && <span>{t.chat.took(ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`)}</span>}
      {attempts > 1 && <span>{t.chat.attempts(attempts)}</span>}
      {tokens !== null && <span>{t.chat.tokens(new Intl.NumberFormat(lang).format(tokens))}</span>}
      {cost !== null && (
        <span className="cost">
          {t.chat.cost} <Amount rao={cost} places={9} />
        </span>
      )}
    </p>
  );
}

const MONEY = ["insufficient_funds", "voucher_required", "channel_closing", "missing_api_key", "no_session", "key_limit"];

function Failed({ turn, onRetry }: { turn: Turn; onRetry: (() => void) | null }) {
  const { t } = useText();
  if (turn.error === null) return null;
  return (
    <div className="problem" role="alert">
      <p>{errorWords(t, turn.error)}</p>
      {MONEY.includes(turn.error.code) && <Link to="/developers/billing">{t.chat.pay}</Link>}
      {onRetry && (
        <button type="button" className="plain" onClick={onRetry}>
          {t.chat.retry}
        </button>
      )}
    </div>
  );
}

/** A question that is written anew. */
function Editor({ text, onSend, onLeave }: { text: string; onSend: (text: string) => void; onLeave: () => void }) {
  const { t } = useText();
  const [draft, setDraft] = useState(text);
  return (
    <form
      className="editor"
      onSubmit={(e) => {
        e.preventDefault();
        if (draft.trim() !== "") onSend(draft.trim());
      }}
    >
      <textarea
        aria-label={t.chat.edit}
        dir="auto"
        rows={3}
        maxLength={100_000}
        value={draft}
        // biome-ignore lint/a11y/noAutofocus: the reader has just asked to write here
        autoFocus
        onChange={(e) => setDraft(e.target.value)}
        onKeyDown={(e) => e.key === "Escape" && onLeave()}
      />
      <button type="submit" className="main" disabled={draft.trim() === ""}>
        {t.chat.send}
      </button>
      <button type="button" className="plain" onClick={onLeave}>
        {t.wallet.cancel}
      </button>
    </form>
  );
}

/** What can be done with a turn. Null while an answer is under way. */
export interface TurnActs {
  again: (turn: Turn) => void;
  edit: (turn: Turn, question: string) => void;
  drop: (turn: Turn) => void;
}

/** A question and its answer. The question is text; the answer is Markdown, of which nothing is read as markup of the page. */
export const TurnView = memo(function TurnView({ turn, acts, last }: { turn: Turn; acts: TurnActs | null; last: boolean }) {
  const { t } = useText();
  const [editing, setEditing] = useState(false);
  return (
    <li className="turn">
      {editing && acts ? (
        <Editor
          text={turn.question}
          onLeave={() => setEditing(false)}
          onSend={(q) => {
            setEditing(false);
            acts.edit(turn, q);
          }}
        />
      ) : (
        <div className="question" dir="auto">
          <span className="unseen">{t.chat.you}: </span>
          {turn.question}
        </div>
      )}
      <div className={`answer ${turn.state}`}>
        <span className="unseen">{turn.model}: </span>
        {turn.state === "waiting" && <span className="thinking">{t.chat.waiting}</span>}
        {turn.answer !== "" && (
          <div className="words" dir="auto">
            <Markdown text={turn.answer} />
          </div>
        )}
        {turn.state === "done" && turn.answer === "" && <p className="quiet">{t.chat.empty}</p>}
        {turn.state === "stopped" && <p className="quiet">{t.chat.stopped}</p>}
        {turn.finish === "length" && <p className="quiet">{t.chat.length}</p>}
        <Failed turn={turn} onRetry={acts ? () => acts.again(turn) : null} />
        <Bill turn={turn} />
        {turn.state === "done" && <Sources answer={turn.answer} />}
        {acts && (
          <p className="acts">
            {turn.answer !== "" && <Copy text={turn.answer} what={t.chat.answer} />}
            <button type="button" className="plain" onClick={() => setEditing(true)}>
              {t.chat.edit}
            </button>
            {last && turn.state !== "failed" && (
              <button type="button" className="plain" onClick={() => acts.again(turn)}>
                {t.chat.regenerate}
              </button>
            )}
            <button type="button" className="plain" onClick={() => acts.drop(turn)}>
              {t.chat.delete}
            </button>
          </p>
        )}
      </div>
    </li>
  );
});
