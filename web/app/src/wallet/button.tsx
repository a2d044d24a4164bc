import { shorten } from "@shared/address";
import { useRef } from "react";
import { useText } from "../i18n";
import { Copy } from "../parts/copy";
import { Link } from "../parts/link";
import { useWallet } from "./context";

/** Connects a wallet; once that is done, shows the account, and what to do with it. */
export function WalletButton() {
  const { t } = useText();
  const { account, kind, site, ask, disconnect } = useWallet();
  const box = useRef<HTMLDetailsElement>(null);
  if (account === null) {
    return (
      <button type="button" className="main wallet-button" onClick={() => ask().catch(() => undefined)}>
        {t.wallet.connect}
      </button>
    );
  }
  const close = () => {
    if (box.current) box.current.open = false;
  };
  return (
    <details className="wallet-button" ref={box}>
      <summary>
        <span className="unseen">{t.wallet.connected}</span> <code title={account.address}>{shorten(account.address)}</code>
      </summary>
      <div className="panel">
        <p>
          {account.name} <span className="quiet">{kind && t.wallet.kinds[kind].name}</span>
        </p>
        <p className="key">
          <code>{account.address}</code>
          <Copy text={account.address} what={t.wallet.address} />
        </p>
        <p>
          <Link to={`/accounts/${account.address}`}>{t.wallet.page}</Link>
        </p>
        {site !== null && (
          <p>
            <a href={site} target="tianwang-home" rel="noopener noreferrer">
              {t.wallet.open}
            </a>
          </p>
        )}
        <button
          type="button"
          className="plain"
          onClick={() => {
            close();
            void disconnect();
          }}
        >
          {t.wallet.disconnect}
        </button>
      </div>
    </details>
  );
}
