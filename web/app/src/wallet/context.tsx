// The person's wallet, as the page sees it: which kinds there are, which account it may see, and how to ask.

import { ExtensionWallet } from "@shared/provider/extension";
import { SiteWallet, walletOrigin } from "@shared/provider/site";
import {
  type Account,
  type Kind,
  kinds,
  type Message,
  type Outcome,
  type TextSignature,
  type Wallet,
  WalletError,
} from "@shared/provider/wallet";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useStatus } from "../api/queries";
import { keepConnection, keptConnection } from "./kept";

/** What components get. */
export interface WalletState {
  /** The account that the person let this page see, or null. */
  account: Account | null;
  /** The kind of wallet it is in, or null. */
  kind: Kind | null;
  /** The kinds that can be used here and now. */
  available: Kind[];
  /** Where our wallet is, for a link to it; null while nobody said. */
  site: string | null;
  connect(kind: Kind): Promise<Account>;
  disconnect(): Promise<void>;
  send(messages: Message[], memo?: string): Promise<Outcome>;
  signText(text: string): Promise<TextSignature>;
  /** Opens the choice of wallets; resolves with the account once there is one, rejects when the person closes the choice. */
  ask(): Promise<Account>;
  /** The choice of wallets, while it is open. Only the dialog reads it. */
  choice: { take(account: Account): void; leave(): void } | null;
}

const Context = createContext<WalletState | null>(null);

/** Makes the wallet of a kind. Keplr's way of writing transactions is loaded when somebody uses it. */
async function walletOf(kind: Kind, site: string | null, known: Account | null): Promise<Wallet> {
  switch (kind) {
    case "site":
      if (site === null) throw new WalletError("absent", "the network does not say where its wallet is");
      return new SiteWallet(site, known);
    case "extension":
      if (window.tianwang === undefined) throw new WalletError("absent", "the extension is not installed");
      return new ExtensionWallet(window.tianwang, known);
    case "keplr":
      return new (await import("@shared/provider/keplr")).KeplrWallet(known);
  }
}

export function WalletProvider({ children }: { children: ReactNode }) {
  const urls = useStatus().data?.urls;
  const site = useMemo(() => walletOrigin(urls?.wallet, location.origin), [urls?.wallet]);
  const [held, setHeld] = useState(keptConnection);
  const [choice, setChoice] = useState<WalletState["choice"]>(null);
  const wallets = useRef(new Map<Kind, Wallet>());
  const account = held?.account ?? null;
  const kind = held?.kind ?? null;

  const hold = useCallback((next: { kind: Kind; account: Account } | null) => {
    keepConnection(next);
    setHeld(next);
  }, []);

  const wallet = useCallback(
    async (k: Kind, known: Account | null) => {
      const there = wallets.current.get(k);
      if (there !== undefined) return there;
      const made = await walletOf(k, site, known);
      wallets.current.set(k, made);
      return made;
    },
    [site],
  );

  const mine = useCallback(() => {
    if (held === null) throw new WalletError("absent", "connect a wallet first");
    return wallet(held.kind, held.account);
  }, [held, wallet]);

  useEffect(() => {
    if (held === null || held.kind === "site") return;
    let stop = () => {};
    let over = false;
    wallet(held.kind, held.account)
      .then((w) => {
        if (!over) stop = w.onChange((a) => hold(a === null ? null : { kind: held.kind, account: a }));
      })
      .catch(() => undefined); // the extension is gone; the next question says so
    return () => {
      over = true;
      stop();
    };
  }, [held, hold, wallet]);

  const state = useMemo<WalletState>(
    () => ({
      account,
      kind,
      site,
      choice,
      available: kinds.filter((k) => k !== "site" || site !== null).filter((k) => k !== "extension" || window.tianwang !== undefined),
      connect: async (k) => {
        const found = await (await wallet(k, null)).connect();
        hold({ kind: k, account: found });
        return found;
      },
      disconnect: async () => {
        const w = held === null ? null : await mine().catch(() => null);
        wallets.current.clear();
        hold(null);
        await w?.disconnect().catch(() => undefined); // what it keeps of us is its own business
      },
      send: async (messages, memo) => (await mine()).send(messages, memo),
      signText: async (text) => (await mine()).signText(text),
      ask: () =>
        account !== null
          ? Promise.resolve(account)
          : new Promise((take, reject) => {
              const close = () => setChoice(null);
              setChoice({
                take: (a) => {
                  close();
                  take(a);
                },
                leave: () => {
                  close();
                  reject(new WalletError("refused", "no wallet was chosen"));
                },
              });
            }),
    }),
    [account, kind, site, choice, held, wallet, hold, mine],
  );
  return <Context value={state}>{children}</Context>;
}

/** The person's wallet. */
export function useWallet(): WalletState {
  const state = useContext(Context);
  if (state === null) throw new Error("useWallet: outside of a WalletProvider");
  return state;
}
