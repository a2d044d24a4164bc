import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../data/api";
import { useAccount, useExplorer, useStatus, useValidators } from "../data/queries";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Address, Copy, Link, Page, Tao } from "../parts/parts";

/** What the account has: free, staked, on its way back; and where it is staked. */
export function Home() {
  const { t } = useText();
  const { account } = useWallet();
  const { data, isError } = useAccount(account?.address);
  const explorer = useExplorer();
  const [said, setSaid] = useState({ to: "", text: "" }); // by the faucet, which is gone when it has paid
  if (account === null) return null;
  return (
    <>
      {isError && (
        <p role="status" className="trouble">
          {t.offline}
        </p>
      )}
      <Page title={t.home.title}>
        <p className="key">
          <Address value={account.address} whole /> <Copy text={account.address} what={t.address} />
        </p>
        <p className="big total">
          <span className="quiet">{t.home.total}</span> <Tao rao={data?.total_rao} />
        </p>
        <dl className="costs balances">
          {(["free", "staked", "unbonding"] as const).map((k) => (
            <div key={k}>
              <dt>{t.home[k]}</dt>
              <dd className={k}>
                <Tao rao={k === "free" ? data?.balance_rao : k === "staked" ? data?.staked_rao : data?.unbonding_rao} />
              </dd>
            </div>
          ))}
        </dl>
        {data?.total_rao === "0" && <Faucet address={account.address} onSaid={(text) => setSaid({ to: account.address, text })} />}
        <p role="status">{said.to === account.address && said.text}</p>
        {explorer !== null && (
          <p>
            <a href={`${explorer}/accounts/${account.address}`} target="_blank" rel="noopener noreferrer">
              {t.home.explorer}
            </a>
          </p>
        )}
      </Page>
      <Positions />
    </>
  );
}

function Positions() {
  const { t } = useText();
  const { account } = useWallet();
  const positions = useAccount(account?.address).data?.positions;
  const validators = useValidators().data?.data;
  return (
    <section className="panel">
      <h2>{t.home.positions}</h2>
      {positions?.length === 0 && <p className="empty">{t.home.none}</p>}
      <ul className="positions">
        {positions?.map((p) => {
          const v = validators?.find((one) => one.hotkey === p.hotkey);
          const idle = validators !== undefined && !v?.seats.some((s) => s.permit);
          return (
            <li key={p.hotkey}>
              <span>
                {v?.label} <Address value={p.hotkey} /> {idle && <span className="badge warn">{t.home.idle}</span>}
              </span>
              <span className="position">
                <Tao rao={p.amount_rao} />
              </span>
              <span className="row">
                <Link to={`/unstake?on=${p.hotkey}`}>{t.home.unstake}</Link>
                <Link to={`/move?on=${p.hotkey}`}>{t.home.move}</Link>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Gets the first TAO where a network gives some away. */
function Faucet({ address, onSaid }: { address: string; onSaid: (text: string) => void }) {
  const { t } = useText();
  const queries = useQueryClient();
  const faucet = useStatus().data?.urls?.faucet;
  if (faucet === undefined) return <p className="empty">{t.home.noAccount}</p>;
  const get = async () => {
    try {
      await ask("faucet", { address });
      onSaid(t.home.faucetDone);
      await queries.invalidateQueries();
    } catch (err) {
      onSaid(err instanceof Error ? err.message : String(err));
    }
  };
  return (
    <div>
      <p className="empty">{t.home.noAccount}</p>
      <button type="button" className="main" onClick={get}>
        {t.home.faucet}
      </button>
    </div>
  );
}
