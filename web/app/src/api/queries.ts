import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { callJSON } from "./client";
import { CHAIN, useLive } from "./live";
import type { Block, List, Model, Status, Subnet, Supply } from "./types";

const POLL = 5_000; // while the stream is away
const CHECK = 30_000; // while it is there, in case it says nothing

function useChain<T>(name: string, path: string) {
  const live = useLive().link === "live";
  return useQuery({
    queryKey: [CHAIN, name],
    queryFn: ({ signal }) => callJSON<T>(path, { signal }),
    refetchInterval: live ? CHECK : POLL,
  });
}

export const useStatus = () => useChain<Status>("status", "/api/v1/status");
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

/** Those models that are of one subnet each. */
export function useModels() {
  const { data, ...rest } = useOffers();
  return { ...rest, data: useMemo(() => data?.filter((m) => m.netuid !== 0), [data]) };
}
