// Our wallet on an origin of its own, in a window that it opens for each question. The window closes when it has answered.
// What this page keeps is an address; the wallet asks for its own permission again whenever the site was revoked.
import { type Answers, type Ask, MARK, type Question, replyOf, resultOf } from "./protocol";
import { type Account, type Message, type Outcome, type TextSignature, type Wallet, WalletError } from "./wallet";

const SIZE = "popup,width=440,height=720";
const WATCH = 300; // how often a window is looked at that may have been closed, ms

/** What the provider needs of the page; tests bring their own. */
export interface Host {
  open(url: string, target: string, features: string): Window | null;
  addEventListener(type: "message", listener: (e: MessageEvent) => void): void;
  removeEventListener(type: "message", listener: (e: MessageEvent) => void): void;
}

export class SiteWallet implements Wallet {
  readonly kind = "site";
  private account: Account | null = null;

  /** The wallet's origin, "http://127.0.0.1:8081", and the account that this page saw before, if any. */
  constructor(
    private readonly origin: string,
    known: Account | null = null,
    private readonly host: Host = window,
  ) {
    this.account = known;
  }

  async connect(): Promise<Account> {
    this.account = await this.ask({ method: "connect" });
    return this.account;
  }

  async disconnect(): Promise<void> {
    this.account = null; // the wallet keeps its permission until the person revokes it there
  }

  async send(messages: Message[], memo = ""): Promise<Outcome> {
    return this.ask({ method: "send", address: this.address(), messages, memo });
  }

  async signText(text: string): Promise<TextSignature> {
    return this.ask({ method: "signText", address: this.address(), text });
  }

  /** The window is gone between questions, so that nothing changes behind the page's back. */
  onChange(_call: (account: Account | null) => void): () => void {
    return () => undefined;
  }

  private address(): string {
    if (this.account === null) throw new WalletError("absent", "connect an account first");
    return this.account.address;
  }

  /** Opens the window, waits until it listens, asks, and takes the answer from it alone. */
  private ask<A extends Ask>(ask: A): Promise<Answers[A["method"]]> {
    const question: Question = { mark: MARK, id: newId(), ask };
    const popup = this.host.open(`${this.origin}/request`, "tianwang-wallet", SIZE);
    if (popup === null)
      return Promise.reject(new WalletError("failed", "the browser did not open the wallet's window; allow pop-ups for this page"));
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.host.removeEventListener("message", hear);
        clearInterval(watch);
        settle();
      };
      const hear = (e: MessageEvent) => {
        if (e.origin !== this.origin || e.source !== popup) return;
        const reply = replyOf(e.data);
        if (reply === null) return;
        if ("ready" in reply) popup.postMessage(question, this.origin);
        else if (reply.id !== question.id) return;
        else if ("error" in reply) end(() => reject(new WalletError(reply.error.code, reply.error.message)));
        else {
          end(() => {
            try {
              resolve(resultOf(ask.method, reply.result) as Answers[A["method"]]);
            } catch (err) {
              reject(err);
            }
          });
        }
      };
      const watch = setInterval(() => {
        if (popup.closed) end(() => reject(new WalletError("refused", "the wallet's window was closed")));
      }, WATCH);
      this.host.addEventListener("message", hear);
    });
  }
}

/** Reads the wallet's origin out of an address that an operator wrote; null when it is none, or this page's own. */
export function walletOrigin(url: string | undefined, own: string): string | null {
  try {
    const at = new URL(url ?? "");
    return (at.protocol === "https:" || at.protocol === "http:") && at.origin !== own ? at.origin : null;
  } catch {
    return null;
  }
}

/** A name for a question that nobody can guess. Pages without TLS have no randomUUID. */
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
