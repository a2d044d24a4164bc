// Addresses of the chain: bech32 with the prefix "tao" over 20 bytes.

const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const PREFIX = "tao";
const LENGTH = PREFIX.length + 1 + 32 + 6; // separator, 20 bytes in groups of five bits, checksum

/** What is wrong with an address, or null when nothing is. */
export type AddressFault = "empty" | "prefix" | "length" | "letters" | "checksum";

/** Checks an account address. White space around it does not count. */
export function addressFault(text: string): AddressFault | null {
  const address = text.trim();
  if (address === "") return "empty";
  if (!address.startsWith(`${PREFIX}1`)) return "prefix";
  if (address.length !== LENGTH) return "length";
  const data = [...address.slice(PREFIX.length + 1)].map((c) => CHARSET.indexOf(c));
  if (data.includes(-1)) return "letters";
  return polymod([...expand(PREFIX), ...data]) === 1 ? null : "checksum";
}

function expand(prefix: string): number[] {
  const codes = [...prefix].map((c) => c.charCodeAt(0));
  return [...codes.map((c) => c >> 5), 0, ...codes.map((c) => c & 31)];
}

function polymod(values: number[]): number {
  let sum = 1;
  for (const v of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ v;
    GENERATOR.forEach((g, i) => {
      if ((top >> i) & 1) sum ^= g;
    });
  }
  return sum >>> 0;
}

/** Shortens an address, hash or key for the eye. Whoever shows it offers the whole of it too. */
export function shorten(text: string, head = 8, tail = 5): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}
