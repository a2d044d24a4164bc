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

/** What a path shows: the name of a page, and which block, transaction, account or validator it is about. */
export interface Place {
  page: PageName;
  id: string;
}

/** The pages. The market is the first one, and each subnet of it has a path of its own. */
export type PageName =
  | "market"
  | "blocks"
  | "block"
  | "txs"
  | "tx"
  | "transfers"
  | "accounts"
  | "account"
  | "validators"
  | "validator"
  | "tokenomics"
  | "subnet"
  | "neuron"
  | "coldkey"
  | "root"
  | "producers"
  | "proposals"
  | "proposal"
  | "params"
  | "yields"
  | "search"
  | "developers"
  | "model"
  | "lost";

const lists: Readonly<Record<string, PageName>> = {
  blocks: "blocks",
  txs: "txs",
  transfers: "transfers",
  accounts: "accounts",
  validators: "validators",
  tokenomics: "tokenomics",
  root: "root",
  producers: "producers",
  proposals: "proposals",
  params: "params",
  yields: "yields",
  search: "search",
  developers: "developers",
};

const single: Readonly<Record<string, { page: PageName; id: RegExp }>> = {
  blocks: { page: "block", id: /^(\d{1,19}|[0-9a-f]{64})$/i },
  txs: { page: "tx", id: /^[0-9a-f]{64}$/i },
  accounts: { page: "account", id: /^[a-z0-9]{1,90}$/ },
  validators: { page: "validator", id: /^[a-z0-9]{1,90}$/ },
  developers: { page: "developers", id: /^(keys|usage|billing|models|docs)$/ },
  neurons: { page: "neuron", id: /^[a-z0-9]{1,90}$/ },
  coldkeys: { page: "coldkey", id: /^[a-z0-9]{1,90}$/ },
  proposals: { page: "proposal", id: /^\d{1,19}$/ },
};

/** The parts of a subnet's page, each with a path of its own: /subnets/3/weights */
export const subnetParts = ["metagraph", "rules", "registration", "distribution", "weights", "emission"] as const;
export type SubnetPart = (typeof subnetParts)[number];
const subnetPage = new RegExp(`^/subnets/(\\d{1,5})/(${subnetParts.join("|")})/?$`);

/** The subnet that a path is about, on the market or on a page of its own; null when it is about none. */
export function chosenIn(path: string): number | null {
  const own = subnetPage.exec(path)?.[1];
  return own === undefined ? netuidOf(path) : Number(own);
}

/** The path of a part of a subnet's page. */
export const subnetPartPath = (netuid: number, part: SubnetPart) => `${subnetPath(netuid)}/${part}`;

const modelPage = /^\/developers\/models\/([^?#]+)$/;

/** The path of a model. Its id is one part of the path, whatever is in it; signs that may stand there stay readable. */
export const modelPath = (id: string) => `/developers/models/${encodeURIComponent(id).replaceAll("%3A", ":").replaceAll("%2C", ",")}`;

/** Reads the id of a model out of a path; null when it names none. */
export function modelOf(path: string): string | null {
  const part = modelPage.exec(path)?.[1];
  if (part === undefined) return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // not the form of a path
  }
}

/** Reads which page a path names; "lost" when it names none. */
export function placeOf(path: string): Place {
  const [first = "", id, ...rest] = path.replace(/^\/|\/$/g, "").split("/");
  if (path === "/" || netuidOf(path) !== null) return { page: "market", id: "" };
  const model = modelOf(path);
  if (model !== null) return { page: "model", id: model };
  const subnet = subnetPage.exec(path);
  if (subnet) return { page: "subnet", id: `${subnet[1]}/${subnet[2]}` };
  if (rest.length === 0 && id === undefined && Object.hasOwn(lists, first)) return { page: lists[first] ?? "lost", id: "" };
  const one = Object.hasOwn(single, first) ? single[first] : undefined;
  if (rest.length === 0 && id !== undefined && one?.id.test(id)) return { page: one.page, id };
  return { page: "lost", id: path };
}

/** Goes to a page of ours, "/blocks/7" or "/txs?failed=true"; "replace" leaves no step back to where the reader was. */
export function visitTo(url: string, mode: "push" | "replace" = "push"): void {
  const target = new URL(url, location.origin);
  visit(target.pathname, target.searchParams, mode);
}

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
export const useNetuid = () => useSyncExternalStore(subscribe, () => chosenIn(location.pathname));

/** The path in the address bar. */
export const usePath = () => useSyncExternalStore(subscribe, () => location.pathname);

/** A parameter of the query. */
export const useParam = (name: string) => useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get(name));

/** The neuron in the address bar, with a mark that differs with every visit. */
export function useMarked(): { uid: string | null; visit: string } {
  const uid = useParam("uid");
  const visit = useSyncExternalStore(subscribe, () => String(history.state?.visit ?? ""));
  return { uid, visit: `${visit}/${uid}` };
}
