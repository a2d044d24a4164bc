// What a page can ask of a wallet. There are three kinds: ours on an origin of its own, ours as an extension of the
// browser, and Keplr. A page never sees a key: it asks, the wallet shows, the person decides.

/** A message as JSON, as the REST API prints it: {"@type": "/tianwang.stake.v1.MsgAddStake", ...}. Amounts are strings of rao. */
export type Message = { "@type": string } & Record<string, unknown>;

/** An account that the person lets the page see. */
export interface Account {
  address: string;
  /** Compressed secp256k1, base64. */
  publicKey: string;
  /** What the person calls it. */
  name: string;
}

/** What became of a transaction, read from the chain. Code 0 is success; log says what was wrong. */
export interface Outcome {
  hash: string;
  height: number;
  code: number;
  log: string;
}

/** A signature of a text in the form of ADR-36. */
export interface TextSignature {
  /** r‖s, 64 bytes, base64. */
  signature: string;
  /** Compressed secp256k1, base64. */
  publicKey: string;
}

export const kinds = ["site", "extension", "keplr"] as const;
export type Kind = (typeof kinds)[number];

export interface Wallet {
  readonly kind: Kind;
  /** Asks the person to let this origin see an account. Rejects with a WalletError. */
  connect(): Promise<Account>;
  disconnect(): Promise<void>;
  /** Shows the messages as sentences, signs, sends, and waits until the transaction is in a block. */
  send(messages: Message[], memo?: string): Promise<Outcome>;
  /** Signs a text for signing in: never a transaction, on a screen of its own. */
  signText(text: string): Promise<TextSignature>;
  /** Calls back when the person switches or removes the account. Returns how to stop. */
  onChange(call: (account: Account | null) => void): () => void;
}

export const walletErrorCodes = ["refused", "locked", "absent", "timeout", "wrong_chain", "failed"] as const;

/** Why a wallet did not do what it was asked. The message is for logs and in English; pages have words for the code. */
export type WalletErrorCode = (typeof walletErrorCodes)[number];

export class WalletError extends Error {
  constructor(
    readonly code: WalletErrorCode,
    message: string,
  ) {
    super(message);
    this.name = "WalletError";
  }
}

/** Makes a WalletError of whatever was thrown. */
export function walletError(thrown: unknown): WalletError {
  if (thrown instanceof WalletError) return thrown;
  return new WalletError("failed", thrown instanceof Error ? thrown.message : String(thrown));
}
