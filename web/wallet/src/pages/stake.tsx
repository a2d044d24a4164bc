import { formatTao, parseRao, parseTao } from "@shared/amount";
import type { Message } from "@shared/provider/wallet";
import { isTelling, ratePercent } from "@shared/yield";
import { type FormEvent, useState } from "react";
import type { Validator } from "../data/api";
import { useAccount, useChain, useValidators } from "../data/queries";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Address, Field, Page, Tao } from "../parts/parts";
import { go, useParam } from "../route";
import { Review } from "../sign/review";
import { useReserve } from "./send";
import { amountFault, estimate, messageOf, ordered, type Way } from "./staking";

const BIG = 0.1; // share of all stake from which we say so
const percent = (part: number) => `${(part * 100).toFixed(2)} %`;

/** Stakes, unstakes, or moves from one validator to another. */
export function Stake({ way }: { way: Way }) {
  const { t } = useText();
  const { account } = useWallet();
  const [messages, setMessages] = useState<Message[] | null>(null);
  if (account === null) return null;
  if (messages !== null) {
    return (
      <Page title={t.review.title}>
        <Review account={account} messages={messages} leave={(o) => (o === null ? setMessages(null) : go("/"))} />
      </Page>
    );
  }
  return <Choose way={way} coldkey={account.address} done={setMessages} />;
}

function Choose({ way, coldkey, done }: { way: Way; coldkey: string; done(m: Message[]): void }) {
  const { t, lang } = useText();
  const on = useParam("on") ?? "";
  const wanted = useParam("amount") ?? "";
  const [picked, setPicked] = useState(way === "stake" ? on : "");
  const [amount, setAmount] = useState(wanted);
  const [all, setAll] = useState(false);
  const [tried, setTried] = useState(false);
  const account = useAccount(coldkey).data;
  const chain = useChain().data;
  const reserve = useReserve();
  const validators = ordered(useValidators().data?.data ?? []);
  const held = parseRao(account?.positions.find((p) => p.hotkey === on)?.amount_rao) ?? 0n;
  const free = parseRao(account?.balance_rao) ?? 0n;
  const most = way === "stake" ? (free > reserve ? free - reserve : 0n) : held;
  const rao = all ? most : parseTao(amount);
  const fault = all ? null : amountFault(rao, most, way === "stake" ? (chain?.minStake ?? 0n) : 0n);
  const faultWords =
    fault &&
    (fault.kind === "zero" ? t.send.zero : fault.kind === "least" ? t.stake.least(tao(fault.rao)) : t.stake.tooMuch(tao(fault.rao)));
  function tao(v: bigint) {
    return formatTao(v, lang);
  }
  const target = way === "unstake" ? on : picked;
  const chosen = validators.find((v) => v.hotkey === target);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (fault !== null || rao === null || target === "") return;
    done([messageOf(way, coldkey, way === "stake" ? picked : on, picked, rao, all)]);
  };
  const title = { stake: t.stake.title, unstake: t.stake.titleUnstake, move: t.stake.titleMove }[way];
  return (
    <Page title={title} lead={way === "stake" ? t.stake.lead : way === "move" ? t.stake.noWait : undefined}>
      {way !== "stake" && (
        <p>
          <Address value={on} /> {held > 0n ? t.stake.most(tao(held)) : t.stake.gone}
        </p>
      )}
      <form onSubmit={submit}>
        {way !== "unstake" && (
          <Validators all={validators.filter((v) => v.hotkey !== on || way === "stake")} picked={picked} pick={setPicked} />
        )}
        {way !== "stake" && (
          <label className="check">
            <input type="checkbox" name="all" checked={all} onChange={(e) => setAll(e.target.checked)} /> {t.stake.all}
          </label>
        )}
        {!all && (
          <Field
            label={t.send.amount}
            name="amount"
            inputMode="decimal"
            value={amount}
            change={setAmount}
            fault={tried || amount !== "" ? faultWords : null}
            note={
              rao !== null &&
              chosen !== undefined &&
              way !== "unstake" &&
              (isTelling(chosen.apr, chosen.window_blocks)
                ? t.stake.estimate(formatTao(estimate(rao, chosen.apr), lang, 4))
                : t.stake.noEstimate)
            }
          />
        )}
        {way === "unstake" && chain !== undefined && (
          <p className="quiet">
            {chain.unbonding === 0n ? t.stake.atOnce : t.stake.waits(new Intl.NumberFormat(lang).format(chain.unbonding))}
          </p>
        )}
        <div className="row">
          {way === "stake" && (
            <button type="button" className="main stop" onClick={() => setAmount(formatTao(most, "en").replaceAll(",", ""))}>
              {t.send.max}
            </button>
          )}
          <button type="submit" className="main" disabled={target === "" || (way !== "stake" && held === 0n)}>
            {t.send.review}
          </button>
        </div>
      </form>
    </Page>
  );
}

/** The validators that stake can be put on, with what a choice needs. */
function Validators({ all, picked, pick }: { all: Validator[]; picked: string; pick(hotkey: string): void }) {
  const { t, lang } = useText();
  return (
    <fieldset className="validators">
      <legend>{t.home.validator}</legend>
      <p className="quiet">{t.stake.yieldNote}</p>
      {all.map((v) => (
        <label key={v.hotkey} className={v.hotkey === picked ? "validator picked" : "validator"}>
          <input type="radio" name="validator" value={v.hotkey} checked={v.hotkey === picked} onChange={() => pick(v.hotkey)} />
          <span>
            <b>{v.label}</b> <Address value={v.hotkey} />
            {v.share > BIG && <span className="badge warn">{t.stake.big}</span>}
            {!v.seats.some((s) => s.permit) && <span className="badge warn">{t.home.idle}</span>}
          </span>
          <span className="numbers">
            <span>
              {t.stake.yield} <b>{ratePercent(v.apr, lang, v.window_blocks) ?? t.stake.tooNew}</b>
            </span>
            <span>
              {t.stake.take} {percent(v.take)}
            </span>
            <span>
              {t.stake.share} {percent(v.share)}
            </span>
            {v.uptime !== null && (
              <span title={t.stake.uptimeNote}>
                {t.stake.uptime} {percent(v.uptime)}
              </span>
            )}
            <span>
              <Tao rao={v.stake_rao} places={2} />
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
