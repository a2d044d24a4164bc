// Where the reader is. The address bar holds what is worth keeping: /subnets/3?sort=-stake

import { useSyncExternalStore } from "react";

const MOVED = "tianwang:moved";

/** Reads the netuid out of a path; null when it names none. */
export function netuidOf(path: string): number | null {
  const m = /^\/subnets\/(\d{1,5})\/?$/.exec(path);
  return m?.[1] === undefined ? null : Number(m[1]);
}

/** The path of a subnet. */
export const subnetPath = (netuid: number) => `/subnets/${netuid}`;

/** Goes to a subnet, and in it to one neuron if a uid is given. */
export function go(netuid: number, uid: number | null = null): void {
  const query = new URLSearchParams(location.search);
  query.delete("uid");
  if (uid !== null) query.set("uid", String(uid));
  visit(subnetPath(netuid), query, "push");
}

/** Sets a parameter of the query, or removes it. */
export function setParam(name: string, value: string | null): void {
  const query = new URLSearchParams(location.search);
  if (value === null) query.delete(name);
  else query.set(name, value);
  visit(location.pathname, query, "replace");
}

function visit(path: string, query: URLSearchParams, mode: "push" | "replace"): void {
  const text = query.toString();
  const url = text === "" ? path : `${path}?${text}`;
  if (mode === "push") history.pushState({ visit: performance.now() }, "", url);
  else history.replaceState(history.state, "", url);
  window.dispatchEvent(new Event(MOVED));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  window.addEventListener(MOVED, changed);
  return () => {
    window.removeEventListener("popstate", changed);
    window.removeEventListener(MOVED, changed);
  };
}

/** The netuid in the address bar. */
export const useNetuid = () => useSyncExternalStore(subscribe, () => netuidOf(location.pathname));

/** A parameter of the query. */
export const useParam = (name: string) => useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get(name));

/** The neuron in the address bar, with a mark that differs with every visit. */
export function useMarked(): { uid: string | null; visit: string } {
  const uid = useParam("uid");
  const visit = useSyncExternalStore(subscribe, () => String(history.state?.visit ?? ""));
  return { uid, visit: `${visit}/${uid}` };
}
