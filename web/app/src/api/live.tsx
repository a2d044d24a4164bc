// The beat of the chain: one EventSource for the page, and what it says about the height.

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { field } from "./client";
import { Pulse } from "./pulse";

/** The first part of the key of every query whose answer changes with a block. */
export const CHAIN = "chain";

export interface Live {
  link: "opening" | "live" | "lost";
  height: number; // the latest the stream told, 0 before the first
}

const Context = createContext<Live>({ link: "opening", height: 0 });

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** Reads the height out of an event of the stream, 0 when there is none. */
export function heightOf(data: string): number {
  try {
    const height = field(JSON.parse(data), "height");
    return typeof height === "number" && Number.isSafeInteger(height) && height > 0 ? height : 0;
  } catch {
    return 0;
  }
}

/**
 * Follows a stream while the page is in view, until the returned function is called; opens it again, ever more slowly, when it
 * is lost. Browsers have six connections for a site, and a window that nobody looks at, or a page that was left and is kept for
 * the way back, would hold one of them.
 */
function follow(path: string, onHeight: (height: number) => void, onLost: () => void): () => void {
  let source: EventSource | null = null;
  let timer = 0;
  let wait = FIRST_WAIT;
  const open = () => {
    const s = new EventSource(path);
    source = s;
    s.onmessage = (e) => {
      const height = heightOf(String(e.data));
      if (height === 0) return;
      wait = FIRST_WAIT;
      onHeight(height);
    };
    s.onerror = () => {
      s.close(); // the browser's own way to reconnect gives up on some errors and never slows down
      onLost();
      timer = window.setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };
  const close = () => {
    window.clearTimeout(timer);
    source?.close();
    source = null;
  };
  const look = () => {
    close();
    if (!document.hidden) open();
  };
  const back = (e: PageTransitionEvent) => {
    if (e.persisted) look();
  };
  look();
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", back);
  return () => {
    close();
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("pagehide", close);
    window.removeEventListener("pageshow", back);
  };
}

/** Keeps all chain data of the page as new as the chain. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>({ link: "opening", height: 0 });
  useEffect(() => {
    const pulse = new Pulse(() => queries.invalidateQueries({ queryKey: [CHAIN] }));
    return follow(
      "/api/v1/stream",
      (height) => {
        setLive({ link: "live", height });
        pulse.beat();
      },
      () => setLive((l) => ({ ...l, link: "lost" })),
    );
  }, [queries]);
  return <Context value={live}>{children}</Context>;
}

/** The state of the stream. */
export const useLive = () => useContext(Context);
