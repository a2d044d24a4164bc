import { useState } from "react";
import { useText } from "../i18n";
import { type Option, options } from "../pages/tally";
import { Act } from "../wallet/act";
import { useWallet } from "../wallet/context";

/** Votes on a proposal. */
export function Vote({ id }: { id: number }) {
  const { t } = useText();
  const w = t.more.gov;
  const { account } = useWallet();
  const [option, setOption] = useState<Option | null>(null);
  return (
    <form className="vote" aria-label={w.vote} onSubmit={(e) => e.preventDefault()}>
      <p className="quiet">{w.voteLead}</p>
      <fieldset className="filter">
        <legend className="unseen">{w.vote}</legend>
        {options.map((o) => (
          <label key={o} className="check">
            <input type="radio" name="vote" value={o} checked={o === option} onChange={() => setOption(o)} /> <span>{w.options[o]}</span>
          </label>
        ))}
      </fieldset>
      <Act
        label={w.vote}
        disabled={account !== null && option === null}
        messages={(who) => [
          {
            "@type": "/cosmos.gov.v1.MsgVote",
            proposal_id: String(id),
            voter: who.address,
            option: `VOTE_OPTION_${(option ?? "yes").toUpperCase()}`,
            metadata: "",
          },
        ]}
      />
    </form>
  );
}
