// Where the person is: a path of this origin. An extension has one file only, so that there the path stands behind a #.
import { useSyncExternalStore } from "react";

const MOVED = "tianwang:moved";
const inExtension = location.protocol === "chrome-extension:";

/** The path, "/send". */
const path = () => (inExtension ? location.hash.slice(1).split("?")[0] || "/" : location.pathname);

const query = () => new URLSearchParams(inExtension ? (location.hash.split("?")[1] ?? "") : location.search);

let visits = 0;

/** Goes to a page, "/stake?on=tao1…". */
export function go(to: string): void {
  visits++;
  history.pushState(null, "", inExtension ? `#${to}` : to);
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}

function subscribe(changed: () => void): () => void {
  for (const e of ["popstate", "hashchange", MOVED]) window.addEventListener(e, changed);
  return () => {
    for (const e of ["popstate", "hashchange", MOVED]) window.removeEventListener(e, changed);
  };
}

export const usePath = () => useSyncExternalStore(subscribe, path);

/** How often a page was gone to. A page that is gone to again begins anew, also when it is the one that is shown. */
export const useVisits = () => useSyncExternalStore(subscribe, () => visits);
export const useParam = (name: string) => useSyncExternalStore(subscribe, () => query().get(name));

/** The way to a page, for links. */
export const hrefOf = (to: string) => (inExtension ? `#${to}` : to);
