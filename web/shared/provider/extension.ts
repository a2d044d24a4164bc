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
  disconnect(): Promise<unknown>;
  send(messages: Message[], memo: string): Promise<unknown>;
  signText(text: string): Promise<unknown>;
  onChange(call: (account: unknown) => void): () => void;
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

  constructor(private readonly injected: Injected) {}

  connect(): Promise<Account> {
    return guard(this.injected.connect().then((r) => resultOf("connect", r)));
  }

  async disconnect(): Promise<void> {
    await guard(this.injected.disconnect());
  }

  send(messages: Message[], memo = ""): Promise<Outcome> {
    return guard(this.injected.send(messages, memo).then((r) => resultOf("send", r)));
  }

  signText(text: string): Promise<TextSignature> {
    return guard(this.injected.signText(text).then((r) => resultOf("signText", r)));
  }

  onChange(call: (account: Account | null) => void): () => void {
    return this.injected.onChange((a) => call(a === null ? null : resultOf("connect", a)));
  }
}
