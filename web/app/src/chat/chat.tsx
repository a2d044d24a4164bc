import { formatTao, parseRao } from "@shared/amount";
import { keep, recall } from "@shared/memory";
import { spoken } from "@shared/text";
import { useEffect, useMemo, useRef, useState } from "react";
import { useOffers, useSubnets } from "../api/queries";
import type { Model } from "../api/types";
import { useText } from "../i18n";
import { go } from "../route";
import { useChosen } from "../subnets/subnets";
import { taskWords } from "../subnets/task";
import { Composer } from "./composer";
import { type Turn, useConversation } from "./conversation";
import { Talks } from "./list";
import { useTalks } from "./talks";
import { type TurnActs, TurnView } from "./turn";

/** The model that was picked, or that of the chosen subnet, or the first. */
function useModel(): { models: Model[] | undefined; model: Model | null; pick: (m: Model) => void } {
  const models = useOffers().data;
  const chosen = useChosen();
  const [picked, setPicked] = useState<string | null>(null);
  const model =
    models?.find((m) => m.id === picked) ?? models?.find((m) => m.netuid !== 0 && m.netuid === chosen?.netuid) ?? models?.[0] ?? null;
  const pick = (m: Model) => {
    setPicked(m.netuid === 0 ? m.id : null);
    if (m.netuid !== 0) go(m.netuid);
  };
  return { models, model, pick };
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

/** What a model offers, in a line: how many miners, which of them validators hold to be the best, and what it costs. */
function useOffer(): (m: Model) => string {
  const { t, lang } = useText();
  const subnets = useSubnets().data;
  return (m) => {
    const best = subnets?.find((s) => s.netuid === m.netuid)?.neurons.reduce((a, b) => (b.incentive > a.incentive ? b : a));
    const price = parseRao(m.pricing?.request);
    return [
      t.chat.miners(m.miners),
      best && best.incentive > 0 ? t.chat.best(best.label || `UID ${best.uid}`) : "",
      m.composition ? t.chat.composed : "",
      price === null ? "" : t.chat.from(`${formatTao(price, lang)} TAO`),
    ]
      .filter((s) => s !== "")
      .join(" · ");
  };
}

function Picker({ models, model, pick }: { models: Model[]; model: Model; pick: (m: Model) => void }) {
  const { t } = useText();
  const offer = useOffer();
  return (
    <label className="picker">
      <span>{t.chat.model}</span>
      <select
        value={model.id}
        onChange={(e) => {
          const m = models.find((m) => m.id === e.target.value);
          if (m) pick(m);
        }}
      >
        {models.map((m) => (
          <option key={m.id} value={m.id}>
            {m.id} ({offer(m)})
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

const DRAFT = "tianwang.draft";

/** What is being written, which a reload does not lose. */
function useDraft(): [string, (text: string) => void] {
  const [draft, setDraft] = useState(() => recall(DRAFT) ?? "");
  return [
    draft,
    (text) => {
      setDraft(text);
      keep(DRAFT, text);
    },
  ];
}

interface TalkProps {
  all: ReturnType<typeof useTalks>;
  models: Model[];
  model: Model;
  pick: (m: Model) => void;
  draft: string;
  setDraft: (text: string) => void;
}

function Talk({ all, models, model, pick, draft, setDraft }: TalkProps) {
  const { t } = useText();
  const { turns, busy, send, stop, drop } = useConversation(all.open.turns);
  const { box, onScroll, toEnd } = useStickToEnd(turns);
  const words = taskWords(t, model.task);
  const example = words?.example ?? "";
  const { note, open } = all;
  const seen = useRef(turns);
  useEffect(() => {
    if (seen.current !== turns) note(open.id, turns, turns.at(-1)?.model ?? "", busy);
    seen.current = turns;
  }, [note, open.id, turns, busy]);
  const acts = useMemo<TurnActs | null>(() => {
    if (busy) return null;
    return {
      again: (turn) => void send(turn.model, turn.question, turn),
      edit: (turn, question) => void send(turn.model, question, turn, true),
      drop,
    };
  }, [busy, send, drop]);
  return (
    <>
      <div className="about-model">
        <Picker models={models} model={model} pick={pick} />
        <p>{words?.title ?? (model.title || model.task)}</p>
        {turns.length > 0 && !busy && (
          <button type="button" className="plain clear" onClick={all.fresh}>
            {t.chat.fresh}
          </button>
        )}
      </div>
      <Talks all={all} busy={busy} />
      {turns.length === 0 ? (
        <Empty example={example} onExample={() => setDraft(example)} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable to be scrolled
        <ol className="turns" ref={box} onScroll={onScroll} aria-label={t.chat.conversation} tabIndex={0}>
          {turns.map((turn, i) => (
            <TurnView key={turn.id} turn={turn} acts={acts} last={i === turns.length - 1} />
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
          toEnd();
          void send(model.id, draft.trim());
          setDraft("");
        }}
      />
    </>
  );
}

/** Asks the market. */
export function Chat() {
  const { t } = useText();
  const { models, model, pick } = useModel();
  const failed = useOffers().isError;
  const all = useTalks();
  const [draft, setDraft] = useDraft();
  return (
    <section className="chat panel" id="chat" aria-labelledby="chat-title">
      <h2 id="chat-title">{t.chat.title}</h2>
      {models && model && all.shown > 0 ? (
        <Talk key={all.shown} all={all} models={models} model={model} pick={pick} draft={draft} setDraft={setDraft} />
      ) : (
        <p className="empty">{models && !model ? t.chat.noModels : failed ? t.chat.noGateway : t.loading}</p>
      )}
    </section>
  );
}
