import { Copy } from "../parts/copy";
import { names, snippet, type Tongue } from "./snippets";

/** A program that asks a model, to be read and copied. */
export function Program({ tongue, model, paid }: { tongue: Tongue; model: string; paid: boolean }) {
  const text = snippet(tongue, location.origin, model, paid);
  return (
    <div className="snippet">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable to be scrolled */}
      <pre tabIndex={0} data-tongue={tongue}>
        {text}
      </pre>
      <Copy text={text} what={names[tongue]} />
    </div>
  );
}
