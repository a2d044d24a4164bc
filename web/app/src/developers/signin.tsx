import { walletError } from "@shared/provider/wallet";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiError, call, callJSON } from "../api/client";
import { errorWords } from "../api/words";
import { useText } from "../i18n";
import { useWallet } from "../wallet/context";

interface Challenge {
  text: string;
  nonce: string;
  expires: number;
}

/** Signs in with the wallet: a text is signed, nothing is sent to the chain. */
export function SignIn() {
  const { t } = useText();
  const { account, ask, signText } = useWallet();
  const queries = useQueryClient();
  const [state, setState] = useState<"rest" | "wallet">("rest");
  const [fault, setFault] = useState("");
  const challenge = useQuery<Challenge, ApiError>({
    // asked for before the click: a window of the wallet opens only right after one
    queryKey: ["challenge", account?.address],
    queryFn: async ({ signal }) => {
      // not cleaned, as other texts are: its lines are what is signed, and the wallet shows them
      const answer = await call(`/v1/account/session/challenge?address=${encodeURIComponent(account?.address ?? "")}`, { signal });
      return (await answer.json()) as Challenge;
    },
    enabled: account !== null,
    staleTime: 5 * 60_000,
    refetchInterval: 5 * 60_000,
  });
  const signIn = async () => {
    setFault("");
    try {
      if (account === null) {
        await ask();
        return;
      }
      const c = challenge.data;
      if (!c) return;
      setState("wallet");
      const { signature } = await signText(c.text);
      const body = JSON.stringify({ address: account.address, nonce: c.nonce, expires: c.expires, signature });
      await callJSON("/v1/account/session", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    } catch (err) {
      const api = err as ApiError;
      if (typeof api.status === "number") setFault(errorWords(t, api));
      else setFault(t.wallet.errors[walletError(err).code]);
    } finally {
      setState("rest");
      void queries.invalidateQueries({ queryKey: ["challenge"] });
      void queries.invalidateQueries({ queryKey: ["gate"] });
    }
  };
  return (
    <div className="act">
      <p>{t.developers.signInLead}</p>
      <button type="button" className="main" disabled={state === "wallet" || (account !== null && !challenge.data)} onClick={signIn}>
        {account === null ? t.wallet.first : t.developers.signIn}
      </button>
      <div role="status">
        {state === "wallet" && <p className="quiet">{t.developers.signing}</p>}
        {fault !== "" && <p className="fault">{fault}</p>}
      </div>
    </div>
  );
}
