// What the keeper and the page say to each other. Nothing here needs a key, so that pages load none of what makes them.

export const MIN_PASSWORD = 10; // characters

/** An account as everybody may know it. */
export interface PublicAccount {
  address: string;
  /** Compressed, 33 bytes. */
  publicKey: Uint8Array;
  name: string;
  /** Its number below the phrase; null for one that is only watched. */
  index: number | null;
}

/** The wallet as a page may know it. */
export interface State {
  /** Its name, or null while there is none. */
  name: string | null;
  accounts: PublicAccount[];
  unlocked: boolean;
  /** When a password may be tried again, in ms since 1970; 0 for now. */
  waitUntil: number;
}

/** Why the keeper did not do something. */
export type Fault = "locked" | "password" | "wait" | "exists" | "none" | "phrase" | "weak" | "name" | "insecure";

export class KeeperError extends Error {
  constructor(
    readonly fault: Fault,
    message: string,
  ) {
    super(message);
  }
}
