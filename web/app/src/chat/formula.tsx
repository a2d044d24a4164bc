import type { KatexOptions } from "katex";
import { useLayoutEffect, useRef, useState } from "react";

const LONGEST = 4_000; // characters

/** Models are strangers: they open no address, set no style, and define nothing that grows. */
const strict: KatexOptions = { output: "mathml", throwOnError: true, trust: false, strict: "ignore", maxExpand: 200, maxSize: 20 };

type Library = typeof import("katex");

let library: Library | null = null; // comes with the first formula that is shown

/** A formula of TeX, which browsers set themselves, as MathML. One that cannot be read is shown as it was written. */
export function Formula({ text, block }: { text: string; block: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  const [read, setRead] = useState<string | null>(null);
  // Before the browser paints: a formula that comes anew because the words around it are bold now is not seen as TeX again.
  useLayoutEffect(() => {
    if (text.length > LONGEST) return;
    let gone = false;
    const draw = (katex: Library) => {
      library = katex;
      if (gone || !place.current) return;
      try {
        katex.render(text, place.current, { ...strict, displayMode: block });
        setRead(text);
      } catch {} // not read: it stays as it was written, as it does when the library cannot be loaded
    };
    if (library) draw(library);
    else import("katex").then(draw, () => {});
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
