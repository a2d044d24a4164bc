import type { Subnet } from "../api/types";
import { useText } from "../i18n";
import { Amount, Bar, Count } from "../parts/figures";
import { go, subnetPath } from "../route";
import { isMiner, isValidator, progress } from "./facts";
import { taskWords } from "./task";

function About({ subnet }: { subnet: Subnet }) {
  const { t } = useText();
  const words = taskWords(t, subnet.task);
  return (
    <p className="about">
      {words?.title ?? (subnet.description || subnet.task)}
      <span className="measure">
        {subnet.task !== subnet.name && <code>{subnet.task}</code>}
        {words && <span>{t.subnet.measuredBy(words.metric)}</span>}
      </span>
    </p>
  );
}

function Epoch({ subnet, height }: { subnet: Subnet; height: number }) {
  const { t } = useText();
  const { left, part } = progress(subnet, height);
  return (
    <div className="epoch">
      <Bar value={part} max={1} kind="accent" />
      <p>
        <span>{t.subnet.epoch(subnet.epoch)}</span>
        <span>{left === 0 ? t.subnet.closing : t.subnet.closesIn(left)}</span>
      </p>
    </div>
  );
}

/** One subnet among the others. The whole card can be clicked; its link is the name. */
export function Card({ subnet, height, chosen }: { subnet: Subnet; height: number; chosen: boolean }) {
  const { t } = useText();
  return (
    <li className={chosen ? "card chosen" : "card"}>
      <h3>
        <a
          href={subnetPath(subnet.netuid)}
          aria-current={chosen ? "true" : undefined}
          onClick={(e) => {
            if (e.metaKey || e.ctrlKey || e.shiftKey || e.button !== 0) return;
            e.preventDefault();
            go(subnet.netuid);
          }}
        >
          {subnet.name}
        </a>
        <span className="netuid">{t.subnet.netuid(subnet.netuid)}</span>
      </h3>
      <About subnet={subnet} />
      <Epoch subnet={subnet} height={height} />
      <dl className="figures">
        <dt>{t.subnet.miners}</dt>
        <dd>
          <Count n={subnet.neurons.filter(isMiner).length} />
        </dd>
        <dt>{t.subnet.validators}</dt>
        <dd>
          <Count n={subnet.neurons.filter(isValidator).length} />
        </dd>
        <dt>{t.subnet.paid}</dt>
        <dd>{subnet.last_epoch === 0 ? t.subnet.notYet : <Amount rao={subnet.emission_rao} />}</dd>
        <dt>{t.subnet.pending}</dt>
        <dd>
          <Amount rao={subnet.pending_rao} />
        </dd>
        <dt>{t.subnet.price}</dt>
        <dd>
          <Amount rao={subnet.burn_rao} />
        </dd>
      </dl>
    </li>
  );
}
