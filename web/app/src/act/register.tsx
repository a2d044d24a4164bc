import { addressFault } from "@shared/address";
import { parseRao } from "@shared/amount";
import { useState } from "react";
import { useText } from "../i18n";
import { Amount } from "../parts/figures";
import { Act } from "../wallet/act";
import { useWallet } from "../wallet/context";

/** What a newcomer lets the price rise while its transaction travels: a quarter. */
export const atMost = (price: bigint) => price + price / 4n;

/** Registers a hotkey by burning what a slot costs. */
export function Register({ netuid, price }: { netuid: number; price: string }) {
  const { t } = useText();
  const w = t.more.registration;
  const { account } = useWallet();
  const [hotkey, setHotkey] = useState("");
  const key = hotkey.trim();
  const fault = addressFault(key);
  const most = atMost(parseRao(price) ?? 0n).toString();
  return (
    <form className="register" aria-labelledby="register-title" onSubmit={(e) => e.preventDefault()}>
      <h3 id="register-title">{w.act}</h3>
      <p className="quiet">{w.actLead}</p>
      <label>
        <span>{w.hotkey}</span>
        <input
          id="register-hotkey"
          value={hotkey}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="tao1…"
          aria-invalid={key !== "" && fault !== null}
          aria-describedby="register-wrong"
          onChange={(e) => setHotkey(e.target.value)}
        />
      </label>
      <p className="wrong" id="register-wrong" role="status">
        {key !== "" && fault !== null ? t.faucet.faults[fault] : ""}
      </p>
      <p>
        {w.most} <Amount rao={most} places={9} />
      </p>
      <Act
        label={w.button(netuid)}
        disabled={account !== null && fault !== null}
        messages={(who) => [{ "@type": "/tianwang.subnet.v1.MsgRegisterBurn", coldkey: who.address, hotkey: key, netuid, max_price: most }]}
      />
    </form>
  );
}
