// Light, dark, or as the system has it. The choice is an attribute of <html>, which style/tokens.css reads; boot.js sets
// it before the first paint.

import { keep, recall } from "./memory";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const KEY = "tianwang.theme";

/** Returns the kept choice. */
export function storedTheme(): Theme {
  const kept = recall(KEY);
  return themes.find((t) => t === kept) ?? "system";
}

/** Applies a choice and keeps it. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  keep(KEY, theme);
}
