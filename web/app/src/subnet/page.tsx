import { useHistory } from "../api/history";
import type { Hyperparams } from "../api/market";
import { useBlocks, useSubnets } from "../api/queries";
import type { Subnet } from "../api/types";
import { blockSeconds } from "../header/pace";
import { useText } from "../i18n";
import { Metagraph } from "../metagraph/metagraph";
import { Height, Person } from "../pages/columns";
import { Facts, Title } from "../parts/facts";
import { Amount, Count, Unknown } from "../parts/figures";
import { Link } from "../parts/link";
import { type SubnetPart, subnetPartPath, subnetParts } from "../route";
import { taskWords } from "../subnets/task";
import { Distribution } from "./distribution";
import { Emission } from "./emission";
import { perDay, sumOf } from "./figures";
import { Registration } from "./registration";
import { Rules } from "./rules";
import { Weights } from "./weights";

/** What stands on top of every part of the page. */
function Head({ of: s }: { of: Subnet }) {
  const { t } = useText();
  const c = t.pages.col;
  const w = t.more.subnet;
  const about = useHistory<Hyperparams>(`subnets/${s.netuid}/hyperparams`).data;
  const daily = perDay(s, blockSeconds(useBlocks().data));
  const own = [
    [w.website, about?.url],
    [w.repository, about?.repository],
    [w.contact, about?.contact],
  ].filter(([, text]) => text) as [string, string][];
  return (
    <section className="panel">
      <Title lead={taskWords(t, s.task)?.title ?? s.description}>{w.of(s.name, s.netuid)}</Title>
      <Facts
        all={[
          [w.task, <code key="t">{`${s.task} v${s.task_version}`}</code>],
          [c.owner, s.owner === "" ? <span key="o">{w.genesis}</span> : <Person key="o" address={s.owner} />],
          [
            w.slots,
            <span key="n">
              <Count n={s.neurons.length} /> / <Count n={s.slots} />
            </span>,
          ],
          [
            w.epochs,
            <span key="e">
              <Count n={s.epoch} /> / <Count n={s.tempo} />
            </span>,
          ],
          [t.subnet.paid, <Amount key="p" rao={s.emission_rao} places={4} />],
          [w.perDay, daily === null ? <Unknown key="d" /> : <Amount key="d" rao={daily.toString()} places={2} />],
          [c.price, <Amount key="b" rao={s.burn_rao} places={9} />],
          [w.opened, about && about.registered_at > 0 ? <Height key="r" at={about.registered_at} /> : <span key="r">{w.genesis}</span>],
          ...own.map(([name, text]) => [name, <span key={name}>{text}</span>] as const),
        ]}
      />
      {own.length > 0 && <p className="quiet">{w.unproved}</p>}
    </section>
  );
}

function Part({ part, of: s }: { part: SubnetPart; of: Subnet }) {
  const { t } = useText();
  switch (part) {
    case "metagraph":
      return (
        <>
          <Metagraph />
          <p className="quiet sums">
            {t.more.subnet.sums(sumOf(s, (n) => n.incentive).toFixed(4), sumOf(s, (n) => n.dividends).toFixed(4))}
          </p>
        </>
      );
    case "rules":
      return <Rules netuid={s.netuid} />;
    case "registration":
      return <Registration of={s} />;
    case "distribution":
      return <Distribution of={s} />;
    case "weights":
      return <Weights of={s} />;
    case "emission":
      return <Emission netuid={s.netuid} />;
  }
}

/** One subnet, part by part. */
export default function SubnetPage({ id }: { id: string }) {
  const { t } = useText();
  const [number, name] = id.split("/");
  const part = subnetParts.find((p) => p === name) ?? "metagraph";
  const { data } = useSubnets();
  const s = data?.find((x) => x.netuid === Number(number));
  if (data === undefined) return <section className="panel waiting">{t.loading}</section>;
  if (s === undefined)
    return (
      <section className="panel">
        <Title lead={t.more.subnet.unknown}>{t.pages.titles.subnet}</Title>
      </section>
    );
  return (
    <>
      <Head of={s} />
      <nav className="tabs parted" aria-label={t.pages.parts}>
        {subnetParts.map((p) => (
          <Link key={p} to={subnetPartPath(s.netuid, p)} current={p === part ? "page" : undefined}>
            {t.more.subnet.parts[p]}
          </Link>
        ))}
      </nav>
      <Part part={part} of={s} />
    </>
  );
}
