import { useCallback, useEffect, useRef, useState } from "react";
import type { Turn } from "./conversation";
import { dropTalk, freshTalk, keepTalk, readTalks, type Talk } from "./store";

const REST = 400; // ms after the last word until a conversation is kept

/**
 * The conversations of this browser, and the one that is open; it is not drawn before the browser has said which it is, since
 * whoever asked sooner would lose question and answer. Other windows have the same: what one of them keeps, the others show;
 * and when two write in the same conversation at once, the later one goes on in one of its own.
 */
export function useTalks() {
  const [talks, setTalks] = useState<Talk[]>([]);
  const [open, setOpen] = useState<Talk>(freshTalk);
  const [shown, setShown] = useState(0); // grows when the open conversation is to be drawn anew; 0 until it is known
  const timer = useRef(0);
  const busy = useRef(false);
  const { known, tell, heard } = useWindows();

  const show = useCallback((next: Talk) => {
    setOpen(next);
    setShown((n) => n + 1);
  }, []);

  const read = useCallback(async () => {
    const all = await readTalks();
    for (const t of all) known.current.set(t.id, t.changed);
    return all;
  }, [known]);

  useEffect(() => {
    let over = false;
    const look = async (first: boolean) => {
      const all = await read();
      if (over) return;
      setTalks(all);
      if (first) show(all[0] ?? freshTalk());
      else if (!busy.current) setOpen((now) => newer(now, all, () => setShown((n) => n + 1)));
    };
    void look(true);
    heard.current = () => void (busy.current || look(false));
    return () => {
      over = true;
    };
  }, [read, show, heard]);

  /** Keeps one conversation after the other. */
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const keep = useCallback(
    (talk: Talk) => {
      queue.current = queue.current.then(async () => {
        if (await keepTalk(talk, known.current.get(talk.id) ?? null)) {
          known.current.set(talk.id, talk.changed);
          tell();
          return;
        }
        const own = { ...talk, id: crypto.randomUUID() };
        await keepTalk(own, null);
        known.current.set(own.id, own.changed);
        tell();
        setOpen((now) => (now.id === talk.id ? { ...now, id: own.id } : now));
        setTalks(await read());
      });
    },
    [known, tell, read],
  );

  /** Keeps a conversation soon, or at once when it rests. */
  const save = useCallback(
    (talk: Talk, at: "once" | "soon") => {
      setTalks((all) => [talk, ...all.filter((t) => t.id !== talk.id)]);
      window.clearTimeout(timer.current);
      if (at === "once") keep(talk);
      else timer.current = window.setTimeout(() => keep(talk), REST);
    },
    [keep],
  );

  const note = useCallback(
    (id: string, turns: Turn[], model: string, speaking: boolean) => {
      busy.current = speaking;
      setOpen((now) => {
        if (now.id !== id || (turns.length === 0 && now.turns.length === 0)) return now;
        const talk = { ...now, turns, model, changed: Math.max(Date.now(), now.changed + 1) };
        queueMicrotask(() => save(talk, speaking ? "soon" : "once"));
        return talk;
      });
    },
    [save],
  );

  const rename = useCallback(
    (talk: Talk, title: string) => {
      const named = { ...talk, title: title.trim().slice(0, 200), changed: talk.changed + 1 };
      setOpen((now) => (now.id === talk.id ? { ...now, title: named.title, changed: named.changed } : now));
      save(named, "once");
    },
    [save],
  );

  const drop = useCallback(
    (talk: Talk) => {
      window.clearTimeout(timer.current);
      setTalks((all) => all.filter((t) => t.id !== talk.id));
      if (talk.id === open.id) show(freshTalk());
      known.current.delete(talk.id);
      void dropTalk(talk.id).then(() => tell());
    },
    [open.id, show, known, tell],
  );

  const take = useCallback(
    (all: Talk[]) => {
      setTalks((before) => [...all, ...before.filter((b) => !all.some((k) => k.id === b.id))]);
      for (const t of all) keep(t);
    },
    [keep],
  );

  return { talks, open, shown, choose: show, fresh: () => show(freshTalk()), note, rename, drop, take };
}

/** The open conversation, or what another window has made of it. */
function newer(now: Talk, all: readonly Talk[], changed: () => void): Talk {
  const kept = all.find((t) => t.id === now.id);
  if (kept === undefined || kept.changed <= now.changed) return now;
  queueMicrotask(changed);
  return kept;
}

/** What windows tell each other: that a conversation was changed. Known are the versions that this one has seen. */
function useWindows() {
  const known = useRef(new Map<string, number>());
  const heard = useRef<() => void>(() => undefined);
  const channel = useRef<BroadcastChannel | null>(null);
  useEffect(() => {
    const c = new BroadcastChannel("tianwang-chat");
    c.onmessage = () => heard.current();
    channel.current = c;
    return () => c.close();
  }, []);
  const tell = useCallback(() => channel.current?.postMessage("changed"), []);
  return { known, tell, heard };
}
