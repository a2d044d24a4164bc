import { basisPoints, parseRao } from "@shared/amount";
import { Vote } from "../act/vote";
import { useHistory } from "../api/history";
import type { WholeProposal } from "../api/market";
import { type Messages, useText } from "../i18n";
import { percentText } from "../parts/bars";
import { Facts, Title } from "../parts/facts";
import { Amount, Unknown } from "../parts/figures";
import { Scroll } from "../parts/scroll";
import { Table, Wrong } from "../parts/table";
import { When } from "../parts/when";
import { Person } from "./columns";
import { allVoted, State, Tally } from "./tally";

function Timeline({ of: p }: { of: WholeProposal }) {
  const { t } = useText();
  const w = t.more.gov;
  const steps = [
    [w.submitted, p.submit_time],
    [w.depositEnds, p.deposit_end_time],
    [w.votingStarts, p.voting_start_time],
    [w.votingEnds, p.voting_end_time],
  ] as const;
  return (
    <ol className="timeline">
      {steps.map(([name, at]) => (
        <li key={name} className={at && Date.parse(at) <= Date.now() ? "over" : undefined}>
          <b>{name}</b> <When at={at || undefined} absolute />
        </li>
      ))}
    </ol>
  );
}

function Votes({ of: p }: { of: WholeProposal }) {
  const { t, lang } = useText();
  const w = t.more.gov;
  const word = (o: string) => (Object.hasOwn(w.options, o) ? w.options[o as keyof Messages["more"]["gov"]["options"]] : o);
  return (
    <section className="panel" aria-labelledby="votes">
      <h2 id="votes">{w.votes}</h2>
      {p.votes.length === 0 ? (
        <p className="empty">{p.status === "voting_period" ? w.noVotes : w.forgotten}</p>
      ) : (
        <Table
          caption={w.votes}
          rows={p.votes}
          id={(v) => `${v.voter}/${v.option}`}
          columns={[
            { name: "voter", cell: (v) => <Person address={v.voter} /> },
            { name: "option", cell: (v) => word(v.option) },
            { name: "weight", number: true, cell: (v) => percentText(Number(v.weight), lang, 0) },
          ]}
        />
      )}
    </section>
  );
}

/** One proposal: what it would do, how the vote stands, and who voted. */
export default function ProposalPage({ id }: { id: string }) {
  const { t, lang } = useText();
  const { data: p, error } = useHistory<WholeProposal>(`proposals/${id}`);
  const c = t.pages.col;
  const w = t.more.gov;
  const part = (x: number) => percentText(x, lang, 1);
  return (
    <>
      <section className="panel">
        <Title lead={p?.summary}>{p?.title || w.title(Number(id))}</Title>
        {error && !p && <Wrong error={error} />}
        {!p && !error && <Unknown />}
        {p && (
          <Facts
            all={[
              [c.no, String(p.id)],
              [c.state2, <State key="s" of={p} />],
              [c.proposer2, <Person key="p" address={p.proposer} />],
              [c.deposit, <Amount key="d" rao={p.deposit_rao} places={9} />],
              ...(p.failed_reason ? ([[c.reason, <code key="r">{p.failed_reason}</code>]] as const) : []),
            ]}
          />
        )}
      </section>
      {p && (
        <>
          <section className="panel" aria-labelledby="tally">
            <h2 id="tally">{w.tally}</h2>
            <Tally of={p} />
            <p>
              {w.turnout}: {percentText(basisPoints(allVoted(p), parseRao(p.stake_rao) ?? 0n) / 10_000, lang)}
            </p>
            <p className="quiet">{w.needs(part(p.quorum), part(p.threshold), part(p.veto_threshold))}</p>
            {p.status === "voting_period" && <Vote id={p.id} />}
          </section>
          <section className="panel" aria-labelledby="timeline">
            <h2 id="timeline">{w.timeline}</h2>
            <Timeline of={p} />
          </section>
          <section className="panel" aria-labelledby="does">
            <h2 id="does">{w.does}</h2>
            {p.messages.length === 0 ? (
              <p className="empty">{w.text}</p>
            ) : (
              <Scroll label={w.does}>
                <pre className="raw">{JSON.stringify(p.messages, null, 2)}</pre>
              </Scroll>
            )}
          </section>
          <Votes of={p} />
        </>
      )}
    </>
  );
}
