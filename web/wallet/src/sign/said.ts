// What is said of a message, and what it is said with.
import type { Messages } from "../i18n";

/** A sentence, the amount that it is about, and how much of it leaves the account for somebody else. Amounts are in rao. */
export interface Said {
  words: string;
  amount: bigint | null;
  leaves: bigint;
  /** Whether it gives away everything of a kind, or cannot be undone: the person has to say so in words before signing. */
  grave?: boolean;
}

/** Turns an address into what stands in a sentence: the whole of it, with the name of a contact. */
export type Name = (address: string) => string;

/** What a sentence is made of: the fields of a message as texts that can be shown. Nothing in a message is taken for granted. */
export interface Reader {
  s: Messages["says"];
  lang: string;
  text(field: string): string;
  /** An address, with the name of whose it is. */
  who(field: string): string;
  rao(field: string): bigint;
  tao(field: string): string;
  /** A proportion in parts of 65,535, as percent. */
  percent(field: string): string;
  is(field: string): boolean;
  /** The messages in a field, or the fields of one that is no list. */
  all(field: string): Reader[];
  /** The texts in a list. */
  texts(field: string): string[];
  /** All fields as "name = value". */
  fields(): string[];
  /** The sentence of a message as a whole, null when there is none. */
  say(): Said | null;
}

/** A sentence about no amount. */
export const plain = (words: string): Said => ({ words, amount: null, leaves: 0n });

/** A sentence about an amount that stays with the account, or goes to where only it can take it from. */
export const about = (words: string, amount: bigint): Said => ({ words, amount, leaves: 0n });

/** A sentence about an amount that leaves the account. */
export const parting = (words: string, amount: bigint): Said => ({ words, amount, leaves: amount });

/** A sentence about what cannot be undone, or gives everything away. */
export const grave = (said: Said): Said => ({ ...said, grave: true });
