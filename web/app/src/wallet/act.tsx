import { type Account, type Message, type Outcome, walletError } from "@shared/provider/wallet";
import { type ReactNode, useState } from "react";
import { useText } from "../i18n";
import { Link } from "../parts/link";
import { useWallet } from "./context";

type State = { at: "rest" | "connecting" | "wallet" } | { at: "done"; outcome: Outcome } | { at: "fault"; words: string; detail: string };

/**
 * A button that does something on the chain. Without a wallet it connects one; with one it has the messages signed and sent,
 * and says what became of them. Messages may be made of the account.
 */
export function Act(props: {
  messages: Message[] | ((account: Account) => Message[]);
  label: ReactNode;
  memo?: string;
  disabled?: boolean;
  onDone?: (outcome: Outcome) => void;
}) {
  const { t } = useText();
  const { account, ask, send } = useWallet();
  const [state, setState] = useState<State>({ at: "rest" });
  const busy = state.at === "connecting" || state.at === "wallet";
  const act = async () => {
    try {
      if (account === null) {
        setState({ at: "connecting" });
        await ask();
        setState({ at: "rest" }); // the next question has a click of its own: browsers open no window without one
        return;
      }
      setState({ at: "wallet" });
      const outcome = await send(typeof props.messages === "function" ? props.messages(account) : props.messages, props.memo);
      setState({ at: "done", outcome });
      if (outcome.code === 0) props.onDone?.(outcome);
    } catch (err) {
      const e = walletError(err);
      setState({ at: "fault", words: t.wallet.errors[e.code], detail: e.code === "failed" ? e.message : "" });
    }
  };
  return (
    <div className="act">
      <button type="button" className="main" disabled={busy || props.disabled} onClick={act}>
        {account === null ? t.wallet.first : props.label}
      </button>
      <div role="status">
        {state.at === "connecting" && <p className="quiet">{t.wallet.asking}</p>}
        {state.at === "wallet" && <p className="quiet">{t.wallet.waiting}</p>}
        {state.at === "done" && <Done outcome={state.outcome} />}
        {state.at === "fault" && (
          <p className="fault">
            {state.words} {state.detail}
          </p>
        )}
      </div>
    </div>
  );
}

function Done({ outcome }: { outcome: Outcome }) {
  const { t } = useText();
  const link = <Link to={`/txs/${outcome.hash}`}>{t.wallet.tx}</Link>;
  if (outcome.code === 0) {
    return (
      <p className="good">
        {t.wallet.done(outcome.height)} {link}
      </p>
    );
  }
  return (
    <p className="fault">
      {t.wallet.failed} <code>{outcome.log}</code> {link}
    </p>
  );
}
