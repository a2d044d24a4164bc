// The wallet as its pages see it: the keeper in its worker, what is kept, and the moment when it locks.
import { startKeeper } from "@shared/keys/client";
import { verdict } from "@shared/keys/idle";
import type { PublicAccount, State } from "@shared/keys/terms";
import type { Calls } from "@shared/keys/worker";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { setNetwork } from "./api";
import { changeSettings, loadSettings, type Settings } from "./settings";

export interface WalletData {
  state: State;
  settings: Settings;
  /** The account in use; null while there is none. */
  account: PublicAccount | null;
  keeper: Calls;
  /** Takes what a call to the keeper came to. */
  refresh(state?: State): Promise<void>;
  change(change: (s: Settings) => Partial<Settings>): Promise<void>;
  /** Whether the wallet is about to lock. */
  warning: boolean;
  stay(): void;
}

const Context = createContext<WalletData | null>(null);
const LOOK = 1_000; // ms between looks at the clock

export const isExtension = location.protocol === "chrome-extension:";

/** Locks when nobody is there. Returns whether to warn, and how to say that somebody is. */
function useAutoLock(keeper: Calls, unlocked: boolean): { warning: boolean; stay(): void } {
  const seen = useRef(Date.now());
  const [warning, setWarning] = useState(false);
  const stay = useCallback(() => {
    seen.current = Date.now();
    setWarning(false);
    void keeper.touch();
  }, [keeper]);
  useEffect(() => {
    if (!unlocked) return;
    let hiddenSince: number | null = document.hidden ? Date.now() : null;
    seen.current = Date.now();
    const alive = () => {
      seen.current = Date.now();
    };
    const hidden = () => {
      if (!document.hidden) look(); // a page that slept looks at the clock before it takes the return for a sign of life
      hiddenSince = document.hidden ? Date.now() : null;
    };
    let told = Date.now();
    const look = () => {
      const v = verdict(Date.now(), seen.current, hiddenSince);
      setWarning(v === "warn");
      if (v === "lock") void keeper.lock();
      else if (seen.current > told) {
        told = Date.now();
        void keeper.touch();
      }
    };
    const timer = window.setInterval(look, LOOK);
    for (const e of ["pointerdown", "keydown"]) document.addEventListener(e, alive, { passive: true });
    document.addEventListener("visibilitychange", hidden);
    return () => {
      window.clearInterval(timer);
      for (const e of ["pointerdown", "keydown"]) document.removeEventListener(e, alive);
      document.removeEventListener("visibilitychange", hidden);
      setWarning(false);
    };
  }, [keeper, unlocked]);
  return { warning, stay };
}

export function WalletProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<State | null>(null);
  const [settings, setSettings] = useState<Settings | null>(null);
  const again = useRef<() => void>(() => undefined);
  const [keeper] = useState(() => startKeeper({ locked: () => again.current(), changed: () => again.current() }));
  const refresh = useCallback(
    async (next?: State) => {
      const kept = await loadSettings();
      if (isExtension) setNetwork(kept.network);
      setSettings(kept);
      setState(next ?? (await keeper.state()));
    },
    [keeper],
  );
  again.current = () => void refresh();
  useEffect(() => void refresh(), [refresh]);
  const { warning, stay } = useAutoLock(keeper, state?.unlocked ?? false);
  const data = useMemo<WalletData | null>(() => {
    if (state === null || settings === null) return null;
    const account = state.accounts.find((a) => a.address === settings.active) ?? state.accounts[0] ?? null;
    const change = async (c: (s: Settings) => Partial<Settings>) => setSettings(await changeSettings(c));
    return { state, settings, account, keeper, refresh, change, warning, stay };
  }, [state, settings, keeper, refresh, warning, stay]);
  return data === null ? null : <Context value={data}>{children}</Context>;
}

export function useWallet(): WalletData {
  const data = useContext(Context);
  if (data === null) throw new Error("useWallet: outside of a WalletProvider");
  return data;
}
