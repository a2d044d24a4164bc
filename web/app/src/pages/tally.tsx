import { basisPoints, parseRao } from "@shared/amount";
import type { Proposal } from "../api/market";
import { type Messages, useText } from "../i18n";
import { percentText } from "../parts/bars";
import { Amount } from "../parts/figures";

export const options = ["yes", "no", "abstain", "no_with_veto"] as const;
export type Option = (typeof options)[number];

/** What of each option was voted, in rao. */
export const voted = (p: Proposal): Record<Option, bigint> => ({
  yes: parseRao(p.yes_rao) ?? 0n,
  no: parseRao(p.no_rao) ?? 0n,
  abstain: parseRao(p.abstain_rao) ?? 0n,
  no_with_veto: parseRao(p.no_with_veto_rao) ?? 0n,
});

/** All that was voted, in rao. */
export const allVoted = (p: Proposal): bigint => Object.values(voted(p)).reduce((a, b) => a + b, 0n);

/** How the vote stands, as a bar with its parts below. */
export function Tally({ of: p, short = false }: { of: Proposal; short?: boolean }) {
  const { t, lang } = useText();
  const w = t.more.gov;
  const all = allVoted(p);
  const each = voted(p);
  const share = (rao: bigint) => percentText(basisPoints(rao, all) / 10_000, lang);
  return (
    <div className="tally">
      <div className="stacked" aria-hidden="true">
        {options.map((o) => (
          <span key={o} className={o} style={{ width: `${(basisPoints(each[o], all) / 100).toFixed(2)}%` }} />
        ))}
      </div>
      {short ? (
        <span>{`${w.options.yes} ${share(each.yes)}`}</span>
      ) : (
        <dl className="parts">
          {options.map((o) => (
            <div key={o}>
              <dt>
                <span className={`mark ${o}`} aria-hidden="true" /> {w.options[o]}
              </dt>
              <dd>
                {share(each[o])} · <Amount rao={each[o].toString()} places={2} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** What has become of a proposal, in words. */
export function State({ of: p }: { of: Proposal }) {
  const { t } = useText();
  const w = t.more.gov.states;
  const word = Object.hasOwn(w, p.status) ? w[p.status as keyof Messages["more"]["gov"]["states"]] : p.status;
  const kind = p.status === "passed" ? " good" : p.status === "rejected" || p.status === "failed" ? " bad" : "";
  return (
    <span className="named">
      <span className={`badge${kind}`}>{word}</span>
      {p.expedited && <span className="badge">{t.more.gov.expedited}</span>}
    </span>
  );
}
