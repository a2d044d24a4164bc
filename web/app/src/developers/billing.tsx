import { parseTao } from "@shared/amount";
import { useEffect, useState } from "react";
import { useText } from "../i18n";
import { Facts } from "../parts/facts";
import { Amount } from "../parts/figures";
import { Link } from "../parts/link";
import { Act } from "../wallet/act";
import { chooseChannel } from "./channel";
import { base64OfHex, type Channel, leftOf, type Session, useAccount, useTerms } from "./gate";
import { Grid } from "./grid";
import { Payments } from "./payments";

function AmountField({ label, text, onText }: { label: string; text: string; onText: (text: string) => void }) {
  const { t } = useText();
  return (
    <label className="amount-field">
      <span>{label}</span>
      <input inputMode="decimal" autoComplete="off" value={text} onChange={(e) => onText(e.target.value)} />
      {text !== "" && !parseTao(text) && <span className="wrong">{t.pages.calc.wrong}</span>}
    </label>
  );
}

/** Opens a channel: a deposit that pays this gateway. */
function Open() {
  const { t } = useText();
  const terms = useTerms().data;
  const [text, setText] = useState("1");
  const [trust, setTrust] = useState(true);
  const deposit = parseTao(text);
  useEffect(
    () => () => {
      // The form goes when the channel is there, and the button that was pressed with it.
      if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
    },
    [],
  );
  if (!terms) return null;
  return (
    <form className="limits" onSubmit={(e) => e.preventDefault()}>
      <h2>{t.developers.open}</h2>
      <p>{t.developers.openLead}</p>
      <AmountField label={t.developers.deposit} text={text} onText={setText} />
      <fieldset>
        <legend>{t.developers.signer}</legend>
        <label className="check">
          <input type="radio" name="signer" checked={trust} onChange={() => setTrust(true)} /> {t.developers.signerGateway}
        </label>
        <label className="check">
          <input type="radio" name="signer" checked={!trust} onChange={() => setTrust(false)} /> {t.developers.signerOwn}
        </label>
      </fieldset>
      <Act
        label={t.developers.open}
        disabled={!deposit}
        messages={(account) => [
          {
            "@type": "/tianwang.escrow.v1.MsgOpen",
            payer: account.address,
            gateway: terms.gateway,
            deposit: (deposit ?? 0n).toString(),
            grace: "0",
            subnet_share: 0,
            signer: trust ? base64OfHex(terms.signer) : "",
          },
        ]}
      />
    </form>
  );
}

function Own({ channel }: { channel: Channel }) {
  const { t } = useText();
  const account = useAccount().data;
  const [text, setText] = useState("1");
  const amount = parseTao(text);
  const purses = account?.purses ?? [];
  return (
    <>
      <Facts
        all={[
          [t.developers.channel, channel.channel],
          [t.developers.deposit, <Amount key="d" rao={channel.deposit} places={9} />],
          [t.developers.spent, <Amount key="s" rao={channel.spent} places={9} />],
          [t.developers.reserved, <Amount key="r" rao={channel.reserved} places={9} />],
          [t.developers.left, <Amount key="l" rao={leftOf(channel).toString()} places={9} />],
          [t.developers.signer, channel.held ? t.developers.byGateway : t.developers.byPayer],
        ]}
      />
      {!channel.held && (
        <p>
          {t.developers.voucherLead} <code>tianwang gateway pay {channel.channel}</code>
        </p>
      )}
      {purses.length > 0 && (
        <Grid
          caption={t.developers.purses}
          heads={[t.developers.subnet, t.developers.spent, t.developers.promised, t.developers.settled]}
          rows={purses.map((p) => ({
            id: String(p.netuid),
            cells: [
              <Link key="n" to={`/subnets/${p.netuid}`}>
                {t.subnet.netuid(p.netuid)}
              </Link>,
              <Amount key="s" rao={p.spent} places={9} />,
              <Amount key="p" rao={p.promised} places={9} />,
              <Amount key="t" rao={p.settled} places={9} />,
            ],
          }))}
        />
      )}
      <Payments channel={channel} />
      <p>
        <Link to={`/accounts/${channel.payer}`}>{t.developers.history}</Link>
      </p>
      {channel.closes_at > 0 ? (
        <p className="wrong">{t.developers.closing(channel.closes_at)}</p>
      ) : (
        <>
          <h2>{t.developers.topUp}</h2>
          <AmountField label={t.developers.amount} text={text} onText={setText} />
          <Act
            label={t.developers.topUp}
            disabled={!amount}
            messages={[
              {
                "@type": "/tianwang.escrow.v1.MsgTopUp",
                payer: channel.payer,
                channel: channel.channel,
                amount: (amount ?? 0n).toString(),
              },
            ]}
          />
          <h2>{t.developers.close}</h2>
          <p>{t.developers.closeLead}</p>
          <Act
            label={t.developers.close}
            messages={[{ "@type": "/tianwang.escrow.v1.MsgClose", sender: channel.payer, channel: channel.channel }]}
          />
        </>
      )}
    </>
  );
}

/** The channel that pays, and others. */
export function BillingPage({ session, channel }: { session: Session; channel: Channel | null }) {
  const { t } = useText();
  const [, redraw] = useState("");
  const [more, setMore] = useState(false);
  return (
    <>
      {session.channels.length > 1 && (
        <label className="picker">
          <span>{t.developers.channel}</span>
          <select
            value={channel?.channel}
            onChange={(e) => {
              chooseChannel(e.target.value);
              redraw(e.target.value);
            }}
          >
            {session.channels.map((c) => (
              <option key={c.channel}>{c.channel}</option>
            ))}
          </select>
        </label>
      )}
      {channel && <Own key={channel.channel} channel={session.channels.find((c) => c.channel === channel.channel) ?? channel} />}
      {channel && !more && (
        <p>
          <button type="button" className="plain" onClick={() => setMore(true)}>
            {t.developers.another}
          </button>
        </p>
      )}
      {(!channel || more) && <Open />}
    </>
  );
}
