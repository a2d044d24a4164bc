import type { KatexOptions } from "katex";
import { useEffect, useRef, useState } from "react";

const LONGEST = 4_000; // characters

/** Models are strangers: they open no address, set no style, and define nothing that grows. */
const strict: KatexOptions = { output: "mathml", throwOnError: true, trust: false, strict: "ignore", maxExpand: 200, maxSize: 20 };

/** Comes with the first formula that is shown. */
const library = () => import("katex");

/** A formula of TeX, which browsers set themselves, as MathML. One that cannot be read is shown as it was written. */
export function Formula({ text, block }: { text: string; block: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  const [read, setRead] = useState<string | null>(null);
  useEffect(() => {
    if (text.length > LONGEST) return;
    let gone = false;
    const draw = async () => {
      const { render } = await library();
      if (gone || !place.current) return;
      render(text, place.current, { ...strict, displayMode: block });
      setRead(text);
    };
    draw().catch(() => {}); // not read, or no way to load: it stays as it was written
    return () => {
      gone = true;
    };
  }, [text, block]);
  const set = read === text;
  return (
    <>
      <span ref={place} className="formula" hidden={!set} />
      {!set && <code className="tex">{text.trim()}</code>}
    </>
  );
}
