import { shorten } from "@shared/address";
import { formatTao, parseTao } from "@shared/amount";
import type { Account, Message } from "@shared/provider/wallet";
import { ratePercent } from "@shared/yield";
import { type ReactNode, useState } from "react";
import { useHistory, type Validator, type WholeAccount } from "../api/history";
import type { List } from "../api/types";
import { useText } from "../i18n";
import { percentText } from "../parts/bars";
import { Amount } from "../parts/figures";
import { setParam, useParam } from "../route";
import { Act } from "../wallet/act";
import { useWallet } from "../wallet/context";
import { amountFault, KEPT, known, stakeable } from "./money";

const ways = ["add", "remove", "move"] as const;
type Way = (typeof ways)[number];

/** What staking takes, as the API says it. */
interface Terms {
  fee_rao: string;
  min_nomination_rao: string;
  unbonding_blocks: number;
}

/** The message that a form asks for. */
export function stakeMessage(way: Way, coldkey: string, hotkey: string, to: string, rao: bigint, all: boolean): Message {
  const amount = all ? "0" : rao.toString();
  switch (way) {
    case "add":
      return { "@type": "/tianwang.stake.v1.MsgAddStake", coldkey, hotkey, amount: rao.toString() };
    case "remove":
      return { "@type": "/tianwang.stake.v1.MsgRemoveStake", coldkey, hotkey, amount, all };
    case "move":
      return { "@type": "/tianwang.stake.v1.MsgMoveStake", coldkey, from: hotkey, to, amount, all };
  }
}

/** Where somebody without an account begins. */
function Begin() {
  const { t } = useText();
  const { account, site } = useWallet();
  if (account !== null) return null;
  if (site === null)
    return (
      <p className="quiet">
        {t.more.stake.none} <code>tianwang stake add</code>
      </p>
    );
  return (
    <p className="quiet">
      <a href={site} target="_blank" rel="noopener noreferrer">
        {t.more.stake.begin}
      </a>{" "}
      {t.more.stake.beginLead}
    </p>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the person has, and what is kept back of it. */
function Have(props: { balance: bigint | null; here: bigint | null; fee: bigint | null }) {
  const { t } = useText();
  const w = t.more.stake;
  return (
    <dl className="parts">
      {props.balance !== null && (
        <Line name={w.have}>
          <Amount rao={props.balance.toString()} places={9} />
        </Line>
      )}
      {props.here !== null && (
        <Line name={w.staked}>
          <Amount rao={props.here.toString()} places={9} />
        </Line>
      )}
      {props.fee !== null && (
        <Line name={w.reserve}>
          <Amount rao={(props.fee * KEPT).toString()} places={9} />
        </Line>
      )}
    </dl>
  );
}

/** The validators that stake can be moved to. */
function Target({ not, value, onChange }: { not: string; value: string; onChange: (hotkey: string) => void }) {
  const { t } = useText();
  const all = useHistory<List<Validator>>("validators").data?.data.filter((v) => v.hotkey !== not) ?? [];
  return (
    <label>
      <span>{t.more.stake.to}</span>
      <select value={value} onChange={(e) => onChange(e.target.value)}>
        <option value="">–</option>
        {all.map((v) => (
          <option key={v.hotkey} value={v.hotkey}>
            {v.label || shorten(v.hotkey)} · {(v.take * 100).toFixed(0)} %
          </option>
        ))}
      </select>
    </label>
  );
}

/** What the person holds: free, and on a hotkey. */
function useHoldings(account: Account | null, hotkey: string) {
  const own = useHistory<WholeAccount>(account === null ? "" : `accounts/${account.address}`).data;
  if (account === null || own === undefined || own.address !== account.address) return { balance: null, here: null };
  const position = own.positions.find((p) => p.hotkey === hotkey);
  return { balance: known(own.balance_rao), here: known(position?.amount_rao) ?? 0n };
}

function Ways({ way, onWay }: { way: Way; onWay: (w: Way) => void }) {
  const { t } = useText();
  return (
    <fieldset className="filter">
      <legend className="unseen">{t.more.stake.title}</legend>
      {ways.map((w) => (
        <button key={w} type="button" aria-pressed={w === way} onClick={() => onWay(w)}>
          {t.more.stake[w]}
        </button>
      ))}
    </fieldset>
  );
}

/** The amount, or all of it where all can be taken. */
function Sum(props: {
  text: string;
  all: boolean | null;
  most: bigint | null;
  fault: string | null;
  onText: (t: string) => void;
  onAll: (a: boolean) => void;
}) {
  const { t, lang } = useText();
  const w = t.more.stake;
  return (
    <>
      <label>
        <span>{w.amount}</span>
        <input
          id="stake-amount"
          inputMode="decimal"
          autoComplete="off"
          value={props.text}
          disabled={props.all === true}
          aria-invalid={props.fault !== null}
          aria-describedby="stake-wrong"
          onChange={(e) => props.onText(e.target.value)}
        />
      </label>
      {props.all !== null ? (
        <label className="check">
          <input type="checkbox" checked={props.all} onChange={(e) => props.onAll(e.target.checked)} /> <span>{w.all}</span>
        </label>
      ) : (
        props.most !== null && (
          <button type="button" className="plain" onClick={() => props.onText(formatTao(props.most ?? 0n, "en").replaceAll(",", ""))}>
            {w.most(`${formatTao(props.most, lang)} TAO`)}
          </button>
        )
      )}
      <p className="wrong" id="stake-wrong" role="status">
        {props.fault ?? ""}
      </p>
    </>
  );
}

/** Stakes on a validator, takes it back, or moves it to another one. What it earns and costs is in view. */
export function Stake({ on: v }: { on: Pick<Validator, "hotkey" | "apr" | "take"> }) {
  const { t, lang } = useText();
  const w = t.more.stake;
  const { account } = useWallet();
  const wanted = useParam("stake");
  const way = ways.find((x) => x === wanted) ?? "add";
  const text = useParam("amount") ?? "";
  const [all, setAll] = useState(false);
  const [to, setTo] = useState("");
  const terms = useHistory<Terms>("terms", true).data;
  const { balance, here } = useHoldings(account, v.hotkey);
  const fee = known(terms?.fee_rao);
  const least = known(terms?.min_nomination_rao) ?? 0n;
  const most = way === "add" ? (balance === null || fee === null ? null : stakeable(balance, fee)) : here;
  const whole = way !== "add" && all;
  const fault = whole ? null : amountFault(text, most, way === "add" && (here ?? 0n) < least ? least - (here ?? 0n) : 0n);
  const said = { wrong: w.wrong, less: w.less, least: w.least(`${formatTao(least, lang)} TAO`) };
  const ready = fault === null && (way !== "move" || to !== "") && (!whole || (here ?? 0n) > 0n);
  const amount = parseTao(text) ?? 0n;
  return (
    <section className="panel stake" aria-labelledby="stake-title">
      <h2 id="stake-title">{w.title}</h2>
      <p className="lead">{w.terms(ratePercent(v.apr, lang) ?? t.more.yields.huge, percentText(v.take, lang))}</p>
      <Ways way={way} onWay={(x) => setParam("stake", x === "add" ? null : x)} />
      <Have balance={balance} here={here} fee={fee} />
      <div className="fields">
        <Sum
          text={text}
          all={way === "add" ? null : all}
          most={most}
          fault={fault !== null && text !== "" ? said[fault] : null}
          onText={(x) => setParam("amount", x === "" ? null : x)}
          onAll={setAll}
        />
        {way === "move" && <Target not={v.hotkey} value={to} onChange={setTo} />}
      </div>
      <Act
        label={w[way]}
        disabled={account !== null && !ready}
        messages={(who) => [stakeMessage(way, who.address, v.hotkey, to, amount, whole)]}
        onDone={() => setParam("amount", null)}
      />
      <Begin />
      {way !== "add" && <p className="quiet">{way === "move" ? w.switchNow : w.instant}</p>}
    </section>
  );
}
