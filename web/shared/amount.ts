// Amounts of money. The chain counts in rao; people read TAO. Nothing here ever becomes a float.

export const RAO_PER_TAO = 1_000_000_000n;
const PLACES = 9;

/** Reads an amount of rao as the API sends it: a string of digits. Returns null for anything else. */
export function parseRao(text: unknown): bigint | null {
  return typeof text === "string" && /^\d{1,20}$/.test(text) ? BigInt(text) : null;
}

/** Reads TAO as people write it, "1,000.5", into rao. Returns null for what is no amount or has more than nine decimals. */
export function parseTao(text: string): bigint | null {
  const m = /^(\d{1,11})(?:\.(\d{1,9})?)?$/.exec(text.trim().replaceAll(",", ""));
  return m?.[1] === undefined ? null : BigInt(m[1]) * RAO_PER_TAO + BigInt((m[2] ?? "").padEnd(PLACES, "0"));
}

/**
 * Writes rao as TAO without a unit, in the digits of a locale. At most `places` decimals are shown, the rest is cut off,
 * never rounded up; an amount too small to show is written as "<0.001".
 */
export function formatTao(rao: bigint, locale: string, places = PLACES): string {
  const sign = rao < 0n ? "-" : "";
  const abs = rao < 0n ? -rao : rao;
  const whole = new Intl.NumberFormat(locale, { useGrouping: true }).format(abs / RAO_PER_TAO);
  const all = (abs % RAO_PER_TAO).toString().padStart(PLACES, "0");
  const shown = all.slice(0, places).replace(/0+$/, "");
  if (abs > 0n && abs < RAO_PER_TAO && shown === "") {
    return `${sign}<${places === 0 ? "1" : `0.${"0".repeat(places - 1)}1`}`;
  }
  return sign + (shown === "" ? whole : `${whole}.${shown}`);
}

/** Returns part / whole in hundredths of a percent, 0 when whole is 0. */
export function basisPoints(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 10_000n) / whole);
}
