import { type Account, type Kind, walletError } from "@shared/provider/wallet";
import { useLayoutEffect, useRef, useState } from "react";
import { useText } from "../i18n";
import { useWallet } from "./context";

/** The choice between the wallets, in a dialog that traps the focus and gives it back. */
export function WalletChoice() {
  const { choice } = useWallet();
  return choice === null ? null : <Dialog take={choice.take} leave={choice.leave} />;
}

function Dialog({ take, leave }: { take: (account: Account) => void; leave: () => void }) {
  const { t } = useText();
  const { available, connect } = useWallet();
  const box = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState<Kind | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  // Before it leaves the page: only a dialog that is still there gives the focus back when it closes.
  useLayoutEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  const pick = async (kind: Kind) => {
    setAsked(kind);
    setFault(null);
    try {
      take(await connect(kind));
    } catch (err) {
      setFault(t.wallet.errors[walletError(err).code]);
      setAsked(null);
    }
  };
  return (
    <dialog
      ref={box}
      className="choose panel"
      aria-labelledby="choose-title"
      onCancel={(e) => {
        e.preventDefault();
        leave();
      }}
    >
      <h2 id="choose-title">{t.wallet.choose}</h2>
      <p className="quiet">{t.wallet.chooseLead}</p>
      <ul>
        {available.map((k) => (
          <li key={k}>
            <button type="button" disabled={asked !== null} onClick={() => pick(k)}>
              <b>{t.wallet.kinds[k].name}</b>
              <span>{t.wallet.kinds[k].lead}</span>
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className={fault === null ? "quiet" : "fault"}>
        {fault ?? (asked === null ? "" : t.wallet.asking)}
      </p>
      <button type="button" className="plain" onClick={leave}>
        {t.wallet.cancel}
      </button>
    </dialog>
  );
}
