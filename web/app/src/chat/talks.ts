import { useCallback, useEffect, useRef, useState } from "react";
import type { Turn } from "./conversation";
import { dropTalk, freshTalk, keepTalk, readTalks, type Talk } from "./store";

const REST = 400; // ms after the last word until a conversation is kept

/** The conversations of this browser, and the one that is open. */
export function useTalks() {
  const [talks, setTalks] = useState<Talk[]>([]);
  const [open, setOpen] = useState<Talk>(freshTalk);
  const timer = useRef(0);

  useEffect(() => {
    let over = false;
    readTalks().then((all) => {
      if (over) return;
      setTalks(all);
      const latest = all[0];
      if (latest) setOpen((now) => (now.turns.length === 0 ? latest : now));
    });
    return () => {
      over = true;
    };
  }, []);

  /** Keeps a conversation soon, or at once when it rests. */
  const save = useCallback((talk: Talk, at: "once" | "soon") => {
    setTalks((all) => [talk, ...all.filter((t) => t.id !== talk.id)]);
    window.clearTimeout(timer.current);
    if (at === "once") void keepTalk(talk);
    else timer.current = window.setTimeout(() => void keepTalk(talk), REST);
  }, []);

  const note = useCallback(
    (id: string, turns: Turn[], model: string, busy: boolean) => {
      setOpen((now) => {
        if (now.id !== id || (turns.length === 0 && now.turns.length === 0)) return now;
        const talk = { ...now, turns, model, changed: Date.now() };
        queueMicrotask(() => save(talk, busy ? "soon" : "once"));
        return talk;
      });
    },
    [save],
  );

  const rename = useCallback(
    (talk: Talk, title: string) => {
      const named = { ...talk, title: title.trim().slice(0, 200) };
      setOpen((now) => (now.id === talk.id ? { ...now, title: named.title } : now));
      save(named, "once");
    },
    [save],
  );

  const drop = useCallback((talk: Talk) => {
    window.clearTimeout(timer.current);
    setTalks((all) => all.filter((t) => t.id !== talk.id));
    setOpen((now) => (now.id === talk.id ? freshTalk() : now));
    void dropTalk(talk.id);
  }, []);

  const take = useCallback((all: Talk[]) => {
    const known = all.map((t) => ({ ...t, id: t.id }));
    setTalks((before) => [...known, ...before.filter((b) => !known.some((k) => k.id === b.id))]);
    for (const t of known) void keepTalk(t);
  }, []);

  return { talks, open, choose: setOpen, fresh: () => setOpen(freshTalk()), note, rename, drop, take };
}
