import { spoken } from "@shared/text";
import { useEffect, useRef, useState } from "react";
import { useModels } from "../api/queries";
import type { Model } from "../api/types";
import { useText } from "../i18n";
import { go } from "../route";
import { useChosen } from "../subnets/subnets";
import { taskWords } from "../subnets/task";
import { Composer } from "./composer";
import { type Turn, useConversation } from "./conversation";
import { TurnView } from "./turn";

/** The model of the chosen subnet; when it has none of its own, the first. */
function useModel(): { models: Model[] | undefined; model: Model | null } {
  const models = useModels().data;
  const chosen = useChosen();
  return { models, model: models?.find((m) => m.netuid === chosen?.netuid) ?? models?.[0] ?? null };
}

/** Reads an answer aloud to those who listen, by whole sentences. */
function Voice({ turn }: { turn: Turn | undefined }) {
  const { t } = useText();
  const [said, setSaid] = useState({ id: 0, upTo: 0, words: "" });
  const over = turn !== undefined && turn.state !== "waiting" && turn.state !== "speaking";
  useEffect(() => {
    if (!turn) return;
    setSaid((s) => {
      const from = s.id === turn.id ? s.upTo : 0;
      const upTo = over ? turn.answer.length : spoken(turn.answer, from);
      return upTo === from && s.id === turn.id ? s : { id: turn.id, upTo, words: turn.answer.slice(from, upTo) };
    });
  }, [turn, over]);
  return (
    <div className="unseen" aria-live="polite">
      {turn?.state === "waiting" ? t.chat.waiting : said.words}
    </div>
  );
}

/** Keeps the end of the conversation in view, unless the reader has scrolled up. */
function useStickToEnd(turns: Turn[]) {
  const box = useRef<HTMLOListElement>(null);
  const stick = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the turns are why there is more to see
  useEffect(() => {
    const b = box.current;
    if (b && stick.current) b.scrollTop = b.scrollHeight;
  }, [turns]);
  const onScroll = () => {
    const b = box.current;
    if (b) stick.current = b.scrollHeight - b.scrollTop - b.clientHeight < 40;
  };
  return { box, onScroll, toEnd: () => (stick.current = true) };
}

function Picker({ models, model }: { models: Model[]; model: Model }) {
  const { t } = useText();
  return (
    <label className="picker">
      <span>{t.chat.model}</span>
      <select
        value={model.id}
        onChange={(e) => {
          const m = models.find((m) => m.id === e.target.value);
          if (m) go(m.netuid);
        }}
      >
        {models.map((m) => (
          <option key={m.id} value={m.id}>
            {m.id} ({t.chat.miners(m.miners)})
          </option>
        ))}
      </select>
    </label>
  );
}

function Empty({ example, onExample }: { example: string; onExample: () => void }) {
  const { t } = useText();
  return (
    <div className="start">
      <p>{t.chat.start}</p>
      {example !== "" && (
        <button type="button" className="suggestion" onClick={onExample}>
          <span>{t.chat.try}</span> <q>{example.trim()}</q>
        </button>
      )}
    </div>
  );
}

function Talk({ models, model }: { models: Model[]; model: Model }) {
  const { t } = useText();
  const { turns, busy, send, stop, clear } = useConversation();
  const [draft, setDraft] = useState("");
  const { box, onScroll, toEnd } = useStickToEnd(turns);
  const words = taskWords(t, model.task);
  const example = words?.example ?? "";
  const say = (text: string, again?: Turn) => {
    toEnd();
    void send(again?.model ?? model.id, text, again?.id);
  };
  return (
    <>
      <div className="about-model">
        <Picker models={models} model={model} />
        <p>{words?.title ?? (model.title || model.task)}</p>
        {turns.length > 0 && !busy && (
          <button type="button" className="plain clear" onClick={clear}>
            {t.chat.clear}
          </button>
        )}
      </div>
      {turns.length === 0 ? (
        <Empty example={example} onExample={() => setDraft(example)} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable to be scrolled
        <ol className="turns" ref={box} onScroll={onScroll} aria-label={t.chat.conversation} tabIndex={0}>
          {turns.map((turn) => (
            <TurnView key={turn.id} turn={turn} onRetry={busy ? null : () => say(turn.question, turn)} />
          ))}
        </ol>
      )}
      <Voice turn={turns.at(-1)} />
      <Composer
        draft={draft}
        example={example}
        busy={busy}
        onDraft={setDraft}
        onStop={stop}
        onSend={() => {
          say(draft.trim());
          setDraft("");
        }}
      />
    </>
  );
}

/** Asks the market. */
export function Chat() {
  const { t } = useText();
  const { models, model } = useModel();
  const failed = useModels().isError;
  return (
    <section className="chat panel" id="chat" aria-labelledby="chat-title">
      <h2 id="chat-title">{t.chat.title}</h2>
      {models && model ? (
        <Talk models={models} model={model} />
      ) : (
        <p className="empty">{models ? t.chat.noModels : failed ? t.chat.noGateway : t.loading}</p>
      )}
    </section>
  );
}
