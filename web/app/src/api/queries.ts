import { cleanAll } from "@shared/text";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError, callJSON, errorOf, field } from "./client";
import { CHAIN, useLive } from "./live";
import type { Block, List, Model, Status, Subnet, Supply } from "./types";

const POLL = 5_000; // while the stream is away
const CHECK = 30_000; // while it is there, in case it says nothing
const WATCH = 10_000; // for the status then, so that readers know within fifteen seconds that what they see is old

function useChain<T>(name: string, path: string) {
  const live = useLive().link === "live";
  return useQuery({
    queryKey: [CHAIN, name],
    queryFn: ({ signal }) => callJSON<T>(path, { signal }),
    refetchInterval: live ? CHECK : POLL,
  });
}

/** Reads the status. The API answers 503 when what it shows is old, and says the same as else with it. */
async function readStatus(signal: AbortSignal): Promise<Status> {
  const answer = await fetch("/api/v1/status", { credentials: "same-origin", redirect: "error", signal }).catch((err: unknown) => {
    if (err instanceof DOMException && err.name === "AbortError") throw err;
    throw new ApiError(0, "unreachable", "no answer");
  });
  if (!answer.ok && answer.status !== 503) throw await errorOf(answer);
  const body: unknown = cleanAll(
    await answer
      .clone()
      .json()
      .catch(() => null),
  );
  if (typeof field(body, "chain_id") !== "string") throw await errorOf(answer);
  return body as Status;
}

/** The network at a glance, and whether what is shown is new. */
export function useStatus() {
  const live = useLive().link === "live";
  return useQuery({
    queryKey: [CHAIN, "status"],
    queryFn: ({ signal }) => readStatus(signal),
    refetchInterval: live ? WATCH : POLL,
  });
}

export const useSupply = () => useChain<Supply>("supply", "/api/v1/supply");
export const useSubnets = () => useChain<Subnet[]>("subnets", "/api/v1/subnets");
export function useBlocks() {
  const { data, ...rest } = useChain<List<Block>>("blocks", "/api/v1/blocks?limit=8");
  return { ...rest, data: data?.data };
}

/** The models that the gateway of this origin offers, composed ones among them, which have no subnet. */
export function useOffers() {
  return useQuery({
    queryKey: ["models"],
    queryFn: async ({ signal }) => (await callJSON<{ data: Model[] }>("/v1/models", { signal })).data,
    refetchInterval: CHECK,
  });
}

/** One model, with what became of its requests day by day. */
export function useOffer(id: string) {
  return useQuery<Model, ApiError>({
    queryKey: ["models", id],
    queryFn: ({ signal }) => callJSON<Model>(`/v1/models/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: CHECK,
  });
}

/** Those models that are of one subnet each. */
export function useModels() {
  const { data, ...rest } = useOffers();
  return { ...rest, data: useMemo(() => data?.filter((m) => m.netuid !== 0), [data]) };
}
