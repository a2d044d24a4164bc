// Two languages, typed. A catalogue is a plain object of strings and of functions that return strings; the second
// language has the type of the first, so that a missing or misspelt key does not compile.

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { keep, recall } from "./memory";

export const langs = ["en", "zh-CN"] as const;
export type Lang = (typeof langs)[number];

const KEY = "tianwang.lang";

/** Chooses a language: the kept one, or the first of the browser's that we speak. */
export function chooseLang(kept: string | null, wanted: readonly string[]): Lang {
  const known = langs.find((l) => l === kept);
  if (known) return known;
  for (const tag of wanted) {
    const base = tag.toLowerCase().split("-")[0];
    if (base === "zh") return "zh-CN";
    if (base === "en") return "en";
  }
  return "en";
}

/** What components get. */
export interface Text<M> {
  lang: Lang;
  t: M;
  setLang: (lang: Lang) => void;
}

/** Makes the provider and the hook of one app's catalogue. */
export function createText<M>(catalogue: Record<Lang, M>) {
  const Context = createContext<Text<M> | null>(null);

  function TextProvider({ children }: { children: ReactNode }) {
    const [lang, choose] = useState(() => chooseLang(recall(KEY), navigator.languages));
    useEffect(() => {
      document.documentElement.lang = lang;
    }, [lang]);
    const text = useMemo(() => {
      const setLang = (next: Lang) => {
        keep(KEY, next);
        choose(next);
      };
      return { lang, t: catalogue[lang], setLang };
    }, [lang]);
    return <Context value={text}>{children}</Context>;
  }

  function useText(): Text<M> {
    const text = useContext(Context);
    if (text === null) throw new Error("useText: outside of a TextProvider");
    return text;
  }

  return { TextProvider, useText };
}
