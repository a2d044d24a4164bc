// A conversation: what was asked and answered, and what a model is told of it.

import { useCallback, useEffect, useReducer, useRef } from "react";
import { ApiError } from "../api/client";
import type { Model } from "../api/types";
import type { Served } from "./answer";
import { ask, type Message } from "./ask";

export interface Turn {
  id: number;
  model: string;
  question: string;
  answer: string;
  state: "waiting" | "speaking" | "done" | "stopped" | "failed";
  finish: string; // why the model stopped, "" while it has not
  error: ApiError | null;
  served: Served[]; // one miner, or those who made it together
  ms: number | null; // from the question to the end of the answer
  cost: string | null; // rao, when the gateway said it
  tokens: number | null; // of the answer, as the model counts
}

export type Act =
  | { do: "ask"; id: number; model: string; question: string }
  | { do: "change"; id: number; change: Partial<Turn> }
  | { do: "add"; id: number; text: string }
  | { do: "drop"; id: number }
  | { do: "show"; turns: Turn[] };

const MEMORY = 20; // turns that a model is told of

/** Applies an act to the turns. */
export function reduce(turns: Turn[], act: Act): Turn[] {
  switch (act.do) {
    case "ask": {
      const { id, model, question } = act;
      const fresh: Turn = {
        id,
        model,
        question,
        answer: "",
        state: "waiting",
        finish: "",
        error: null,
        served: [],
        ms: null,
        cost: null,
        tokens: null,
      };
      return [...turns.filter((t) => t.id !== id), fresh];
    }
    case "change":
      return turns.map((t) => (t.id === act.id ? { ...t, ...act.change } : t));
    case "add":
      return turns.map((t) => (t.id === act.id ? { ...t, state: "speaking", answer: t.answer + act.text } : t));
    case "drop":
      return turns.filter((t) => t.id !== act.id);
    case "show":
      return act.turns;
  }
}

/** What a model is told: the new question, and what was said with the same model before and came to an answer. */
export function messages(turns: Turn[], model: string, question: string): Message[] {
  const before = turns.filter((t) => t.model === model && t.answer !== "" && (t.state === "done" || t.state === "stopped"));
  const said = before.slice(-MEMORY).flatMap((t): Message[] => [
    { role: "user", content: t.question },
    { role: "assistant", content: t.answer },
  ]);
  return [...said, { role: "user", content: question }];
}

/** A conversation, and what can be done with it. */
export function useConversation(start: Turn[]) {
  const [turns, act] = useReducer(reduce, start);
  const abort = useRef<AbortController | null>(null);

  useEffect(() => () => abort.current?.abort(), []);

  const send = useCallback(
    async (model: Model["id"], question: string, again?: Turn, edited = false) => {
      const at = again ? turns.findIndex((t) => t.id === again.id) : -1;
      const before = edited && at >= 0 ? turns.slice(0, at) : turns.filter((t) => t.id !== again?.id);
      const id = Math.max(0, ...turns.map((t) => t.id)) + 1;
      const control = new AbortController();
      abort.current = control;
      const began = performance.now();
      const end = (change: Partial<Turn>) => act({ do: "change", id, change: { ...change, ms: performance.now() - began } });
      act({ do: "show", turns: before });
      act({ do: "ask", id, model, question });
      try {
        const finish = await ask({
          model,
          messages: messages(before, model, question),
          signal: control.signal,
          onServed: (served) => act({ do: "change", id, change: { served } }),
          onText: (text) => act({ do: "add", id, text }),
          onBill: (bill) => act({ do: "change", id, change: bill }),
        });
        end({ state: "done", finish });
      } catch (err) {
        if (control.signal.aborted) end({ state: "stopped" });
        else end({ state: "failed", error: err instanceof ApiError ? err : new ApiError(0, "internal", String(err)) });
      }
    },
    [turns],
  );

  const stop = useCallback(() => abort.current?.abort(), []);
  const drop = useCallback((turn: Turn) => act({ do: "drop", id: turn.id }), []);
  const busy = turns.some((t) => t.state === "waiting" || t.state === "speaking");
  return { turns, busy, send, stop, drop };
}
