// Our wallet as an extension: it puts window.tianwang into pages. The object there is a Wallet already; what it says is
// checked like everything that comes from outside.
import { resultOf } from "./protocol";
import {
  type Account,
  type Message,
  type Outcome,
  type TextSignature,
  type Wallet,
  WalletError,
  walletError,
  walletErrorCodes,
} from "./wallet";

/** What the extension offers. */
export interface Injected {
  readonly version: number;
  connect(): Promise<unknown>;
  send(address: string, messages: Message[], memo: string): Promise<unknown>;
  signText(address: string, text: string): Promise<unknown>;
}

declare global {
  interface Window {
    tianwang?: Injected;
  }
}

/** Errors lose their class on the way from the extension, but not their code. */
async function guard<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (err) {
    const code = walletErrorCodes.find((c) => err instanceof Error && "code" in err && c === err.code);
    throw code === undefined || err instanceof WalletError ? walletError(err) : new WalletError(code, (err as Error).message);
  }
}

export class ExtensionWallet implements Wallet {
  readonly kind = "extension";

  /** What the extension put into the page, and the account that the page saw before, if any. */
  constructor(
    private readonly injected: Injected,
    private account: Account | null = null,
  ) {}

  async connect(): Promise<Account> {
    const account = await guard(this.injected.connect().then((r) => resultOf("connect", r)));
    this.account = account;
    return account;
  }

  async disconnect(): Promise<void> {
    this.account = null; // the wallet keeps its permission until the person revokes it there
  }

  async send(messages: Message[], memo = ""): Promise<Outcome> {
    return guard(this.injected.send(this.address(), messages, memo).then((r) => resultOf("send", r)));
  }

  async signText(text: string): Promise<TextSignature> {
    return guard(this.injected.signText(this.address(), text).then((r) => resultOf("signText", r)));
  }

  /** A site is bound to one account, so that nothing changes behind the page's back. */
  onChange(_call: (account: Account | null) => void): () => void {
    return () => undefined;
  }

  private address(): string {
    if (this.account === null) throw new WalletError("absent", "connect an account first");
    return this.account.address;
  }
}
