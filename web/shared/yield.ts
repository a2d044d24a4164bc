// Rates of return, and when one says nothing.

/** From which on a yearly rate says nothing: it was measured over minutes, or there was hardly any stake. */
export const ABSURD = 100;

/** Over how many blocks a rate has to be measured before it says something. */
export const YOUNG = 100;

/** Whether a yearly rate says something; blocks is over how many it was measured, where that is known. */
export function isTelling(rate: number | null, blocks = YOUNG): rate is number {
  return rate !== null && Number.isFinite(rate) && rate < ABSURD && blocks >= YOUNG;
}

/** A rate as percent, "12.34 %", grouped by the language; null for one that says nothing. */
export function ratePercent(rate: number | null, lang: string, blocks?: number): string | null {
  if (!isTelling(rate, blocks)) return null;
  return new Intl.NumberFormat(lang, { style: "percent", minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(rate);
}
