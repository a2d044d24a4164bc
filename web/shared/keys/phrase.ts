// Recovery phrases: BIP-39 words, which are the keys. Whoever knows them owns the money.
import { entropyToMnemonic, generateMnemonic, mnemonicToEntropy, mnemonicToSeedSync } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";

/** How many words a phrase may have here. The command line and this wallet understand each other's 24. */
export const lengths = [12, 24] as const;
export type Length = (typeof lengths)[number];

/** What is wrong with a phrase; never which words it has, only where. */
export type PhraseFault = { fault: "count"; count: number } | { fault: "word"; at: number } | { fault: "checksum" };

const known = new Set(wordlist);

/** Makes a phrase out of chance. */
export const newPhrase = (length: Length) => generateMnemonic(wordlist, length === 24 ? 256 : 128);

/** Splits what somebody typed or pasted: capitals, line breaks, commas of any language and numbers before words do not count. */
export function wordsOf(text: string): string[] {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .split(/[\s,;、,;。.]+|(?:^|\s)\d+[.)、]?(?=\s|$)/u)
    .filter((w) => w !== "" && !/^\d+[.)]?$/.test(w));
}

/** Returns a phrase in its usual form, or what is wrong with it. */
export function checkPhrase(text: string): { phrase: string } | PhraseFault {
  const words = wordsOf(text);
  if (!lengths.some((l) => l === words.length)) return { fault: "count", count: words.length };
  const at = words.findIndex((w) => !known.has(w));
  if (at >= 0) return { fault: "word", at: at + 1 };
  const phrase = words.join(" ");
  try {
    mnemonicToEntropy(phrase, wordlist).fill(0);
    return { phrase };
  } catch {
    return { fault: "checksum" };
  }
}

/** The entropy of a phrase, which is what is kept, and its seed, from which keys are derived. */
export function secretsOf(phrase: string): { entropy: Uint8Array; seed: Uint8Array } {
  return { entropy: mnemonicToEntropy(phrase, wordlist), seed: mnemonicToSeedSync(phrase) };
}

/** The phrase of an entropy, to be shown once more. */
export const phraseOf = (entropy: Uint8Array) => entropyToMnemonic(entropy, wordlist);
