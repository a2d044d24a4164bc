// How a question comes to the wallet: from the window that opened this one, or through the extension.
import { type Ask, MARK, type Question, questionOf, type Reply } from "@shared/provider/protocol";
import type { WalletErrorCode } from "@shared/provider/wallet";
import { useEffect, useState } from "react";
import { isExtension } from "../data/wallet";
import { extensionChannel } from "./channel";
import { isOrigin } from "./origin";

/** A question, and how to answer it. */
export interface Asked {
  origin: string;
  ask: Ask;
  /** Answers; "last" closes the window. */
  answer(result: unknown, last?: boolean): void;
  fail(code: WalletErrorCode, message: string): void;
  finish(): void;
}

export type AskedState = { state: "nobody" | "waiting" | "answered" } | { state: "asked"; asked: Asked };

/** Where questions come from: say that we listen, hear, reply. */
export interface Channel {
  listen(hear: (origin: string, question: Question, reply: (r: Reply) => void) => void): () => void;
}

/** The window that opened this one. Only its messages are read, and replies go to the origin that they came from. */
export function openerChannel(self: Window = window): Channel | null {
  const opener = self.opener as Window | null;
  if (opener === null) return null;
  return {
    listen(hear) {
      const listener = (e: MessageEvent) => {
        if (e.source !== opener || !isOrigin(e.origin) || e.origin === self.location.origin) return;
        const question = questionOf(e.data);
        if (question !== null) hear(e.origin, question, (r) => opener.postMessage(r, e.origin));
      };
      self.addEventListener("message", listener);
      opener.postMessage({ mark: MARK, ready: true } satisfies Reply, "*"); // says nothing but that a wallet listens
      return () => self.removeEventListener("message", listener);
    },
  };
}

/** Hears one question, the first; later ones wait for a window of their own. */
export function useAsked(): AskedState {
  const [state, setState] = useState<AskedState>({ state: "waiting" });
  useEffect(() => {
    const channel = isExtension ? extensionChannel() : openerChannel();
    if (channel === null) {
      setState({ state: "nobody" });
      return;
    }
    let taken = false;
    return channel.listen((origin, q, reply) => {
      if (taken) return;
      taken = true;
      const finish = () => {
        setState({ state: "answered" });
        window.close();
      };
      const answer = (result: unknown, last = false) => {
        reply({ mark: MARK, id: q.id, result });
        if (last) finish();
      };
      const fail = (code: WalletErrorCode, message: string) => {
        reply({ mark: MARK, id: q.id, error: { code, message } });
        finish();
      };
      if (q.ask.method === "disconnect") answer(null, true);
      else setState({ state: "asked", asked: { origin, ask: q.ask, answer, fail, finish } });
    });
  }, []);
  return state;
}
