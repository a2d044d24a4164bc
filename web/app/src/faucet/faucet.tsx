import { addressFault } from "@shared/address";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiError, callJSON } from "../api/client";
import { useStatus } from "../api/queries";
import type { Payout } from "../api/types";
import { errorWords } from "../api/words";
import { useText } from "../i18n";
import { Amount, Count, Key } from "../parts/figures";

const pay = (address: string) =>
  callJSON<Payout>("/api/v1/faucet", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ address }),
  });

function Paid({ payout }: { payout: Payout }) {
  const { t } = useText();
  return (
    <p className="paid">
      {t.faucet.paid} <Amount rao={payout.amount_rao} places={9} /> · {t.header.block} <Count n={payout.height} /> · {t.faucet.tx}{" "}
      <Key value={payout.tx} what={t.faucet.tx} />
    </p>
  );
}

/** Gives TAO away, on networks that have some to give. */
export function Faucet() {
  const { t } = useText();
  const offered = useStatus().data?.urls?.faucet !== undefined;
  const [address, setAddress] = useState("");
  const [fault, setFault] = useState<ReturnType<typeof addressFault>>(null);
  const { mutate, data, error, isPending } = useMutation<Payout, ApiError, string>({ mutationFn: pay });
  if (!offered) return null;
  const wrong = fault ? t.faucet.faults[fault] : error ? errorWords(t, error) : null;
  return (
    <section className="faucet panel" aria-labelledby="faucet-title">
      <h2 id="faucet-title">{t.faucet.title}</h2>
      <p className="lead">{t.faucet.lead}</p>
      <form
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          const found = addressFault(address);
          setFault(found);
          if (found === null) mutate(address.trim());
        }}
      >
        <label htmlFor="faucet-address">{t.faucet.address}</label>
        <div className="row">
          <input
            id="faucet-address"
            value={address}
            placeholder="tao1…"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-invalid={fault !== null}
            aria-describedby="faucet-answer"
            onChange={(e) => {
              setAddress(e.target.value);
              setFault(null);
            }}
          />
          <button type="submit" className="main" disabled={isPending}>
            {isPending ? t.faucet.pending : t.faucet.get}
          </button>
        </div>
        <div id="faucet-answer" role="status">
          {wrong && <p className="wrong">{wrong}</p>}
          {!wrong && data && <Paid payout={data} />}
        </div>
      </form>
    </section>
  );
}
