import { addressFault } from "@shared/address";
import { formatTao, parseRao, parseTao } from "@shared/amount";
import { feeOf } from "@shared/chain/send";
import type { Message } from "@shared/provider/wallet";
import { type FormEvent, useState } from "react";
import { useAccount, useChain } from "../data/queries";
import { lookalike } from "../data/settings";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Field, Page } from "../parts/parts";
import { go } from "../route";
import { Review } from "../sign/review";

/** Gas for which a fee is kept back: more than any payment or stake uses. */
const RESERVE_GAS = 400_000n;

/** What must stay so that a fee can be paid, in rao. */
export function useReserve(): bigint {
  return feeOf(RESERVE_GAS, useChain().data?.gasPrice ?? 1_000_000n);
}

export function Send() {
  const { t, lang } = useText();
  const { account, settings, state } = useWallet();
  const free = parseRao(useAccount(account?.address).data?.balance_rao) ?? 0n;
  const reserve = useReserve();
  const [to, setTo] = useState("");
  const [amount, setAmount] = useState("");
  const [tried, setTried] = useState(false);
  const [messages, setMessages] = useState<Message[] | null>(null);
  if (account === null) return null;
  if (messages !== null) {
    return (
      <Page title={t.review.title}>
        <Review account={account} messages={messages} leave={(o) => (o === null ? setMessages(null) : go("/"))} />
      </Page>
    );
  }
  const address = to.trim();
  const rao = parseTao(amount);
  const most = free > reserve ? free - reserve : 0n;
  const wrong = addressFault(to);
  const money = rao === null || rao === 0n ? t.send.zero : rao > most ? t.send.tooMuch(formatTao(free, lang)) : null;
  const like = wrong === null ? lookalike(address, [...settings.book, ...state.accounts]) : null;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (wrong !== null || money !== null) return;
    setMessages([
      {
        "@type": "/cosmos.bank.v1beta1.MsgSend",
        from_address: account.address,
        to_address: address,
        amount: [{ denom: "rao", amount: String(rao) }],
      },
    ]);
  };
  return (
    <Page title={t.send.title}>
      <form onSubmit={submit}>
        <Field
          label={t.send.to}
          name="to"
          value={to}
          change={setTo}
          list="contacts"
          fault={wrong !== null && (tried || to.trim().length >= 42) ? t.send.faults[wrong] : null}
        />
        <datalist id="contacts">
          {settings.book.map((c) => (
            <option key={c.address} value={c.address}>
              {c.name}
            </option>
          ))}
        </datalist>
        {state.accounts.some((a) => a.address === address) && (
          <p role="alert" className="caution">
            {t.send.own}
          </p>
        )}
        {like !== null && (
          <p role="alert" className="caution">
            {t.send.lookalike(like.name)} <code className="whole">{like.address}</code>
          </p>
        )}
        <Field
          label={t.send.amount}
          name="amount"
          inputMode="decimal"
          value={amount}
          change={setAmount}
          fault={tried || (rao ?? 0n) > most ? money : null}
          note={t.send.maxNote}
        />
        <div className="row">
          <button type="button" className="main stop" onClick={() => setAmount(formatTao(most, "en").replaceAll(",", ""))}>
            {t.send.max}
          </button>
          <button type="submit" className="main">
            {t.send.review}
          </button>
        </div>
      </form>
    </Page>
  );
}
