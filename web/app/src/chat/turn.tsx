import { useSubnets } from "../api/queries";
import { errorWords } from "../api/words";
import { useText } from "../i18n";
import { Key } from "../parts/figures";
import { go } from "../route";
import type { Served } from "./answer";
import type { Turn } from "./conversation";
import { Sources } from "./sources-view";

/** Who gave an answer. */
function ServedBy({ served, ms }: { served: Served; ms: number | null }) {
  const { t } = useText();
  const subnet = useSubnets().data?.find((s) => s.netuid === served.netuid);
  const neuron = subnet?.neurons.find((n) => n.hotkey === served.hotkey);
  return (
    <p className="served">
      <span>{t.chat.servedBy}</span> {neuron?.label && <b>{neuron.label}</b>}
      <span>
        {t.subnet.netuid(served.netuid)} · UID {served.uid}
      </span>
      <Key value={served.hotkey} what={t.metagraph.columns.hotkey} />
      {ms !== null && <span>{t.chat.took(ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`)}</span>}
      {served.attempts > 1 && <span>{t.chat.attempts(served.attempts)}</span>}
      <button type="button" className="plain" onClick={() => go(served.netuid, served.uid)}>
        {t.chat.show}
      </button>
    </p>
  );
}

function Failed({ turn, onRetry }: { turn: Turn; onRetry: (() => void) | null }) {
  const { t } = useText();
  if (turn.error === null) return null;
  return (
    <div className="problem" role="alert">
      <p>{errorWords(t, turn.error)}</p>
      {onRetry && (
        <button type="button" className="plain" onClick={onRetry}>
          {t.chat.retry}
        </button>
      )}
    </div>
  );
}

/** A question and its answer. Both are text: nothing in them is ever read as markup. */
export function TurnView({ turn, onRetry }: { turn: Turn; onRetry: (() => void) | null }) {
  const { t } = useText();
  return (
    <li className="turn">
      <div className="question" dir="auto">
        <span className="unseen">{t.chat.you}: </span>
        {turn.question}
      </div>
      <div className={`answer ${turn.state}`}>
        <span className="unseen">{turn.model}: </span>
        {turn.state === "waiting" && <span className="thinking">{t.chat.waiting}</span>}
        {turn.answer !== "" && (
          <div className="words" dir="auto">
            {turn.answer}
          </div>
        )}
        {turn.state === "done" && turn.answer === "" && <p className="quiet">{t.chat.empty}</p>}
        {turn.state === "stopped" && <p className="quiet">{t.chat.stopped}</p>}
        {turn.finish === "length" && <p className="quiet">{t.chat.length}</p>}
        <Failed turn={turn} onRetry={onRetry} />
        {turn.served && <ServedBy served={turn.served} ms={turn.ms} />}
        {turn.state === "done" && <Sources answer={turn.answer} />}
      </div>
    </li>
  );
}
