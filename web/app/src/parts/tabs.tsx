import { withParams } from "../api/history";
import { useParam, usePath } from "../route";
import { Link } from "./link";

/** The chosen one of some tabs, which the address bar keeps; the first when it names none. */
export function useTab<T extends string>(names: readonly [T, ...T[]]): T {
  const wanted = useParam("tab");
  return names.find((n) => n === wanted) ?? names[0];
}

/** Links to the parts of a page. */
export function Tabs<T extends string>(props: { names: readonly T[]; chosen: T; label: string; words: Record<T, string> }) {
  const here = usePath();
  return (
    <nav className="tabs" aria-label={props.label}>
      {props.names.map((n) => (
        <Link key={n} to={withParams(here, { tab: n === props.names[0] ? null : n })} current={n === props.chosen ? "page" : undefined}>
          {props.words[n]}
        </Link>
      ))}
    </nav>
  );
}
