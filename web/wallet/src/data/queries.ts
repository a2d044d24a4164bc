import { nodeAt } from "@shared/chain/node";
import { useQuery } from "@tanstack/react-query";
import { type Account, ask, type List, type Move, networkAt, type Status, type Transfer, type Validator } from "./api";

const POLL = 4_000; // ms

const useAsk = <T>(path: string | null, every: number | false = POLL) =>
  useQuery({
    queryKey: ["explorer", networkAt(), path],
    queryFn: () => ask<T>(path ?? ""),
    enabled: path !== null,
    refetchInterval: every,
  });

export const useStatus = () => useAsk<Status>("status", 30_000);
export const useAccount = (address: string | undefined) => useAsk<Account>(address === undefined ? null : `accounts/${address}`);
export const useValidators = () => useAsk<List<Validator>>("validators", 60_000);
export const useTransfers = (address: string) => useAsk<List<Transfer>>(`transfers?address=${address}&limit=25`);
export const useMoves = (address: string) => useAsk<List<Move>>(`moves?coldkey=${address}&limit=25`);

/** The terms of the chain, from the node itself. */
export const useChain = () =>
  useQuery({ queryKey: ["chain", networkAt()], queryFn: () => nodeAt(networkAt()).chain(), refetchInterval: 30_000 });

/** Where the explorer's pages are, for links to them. */
export function useExplorer(): string | null {
  const url = useStatus().data?.urls?.app;
  return url !== undefined && /^https?:\/\/[^\s]+$/.test(url) ? url.replace(/\/$/, "") : null;
}
