import { Fragment, memo, type ReactElement } from "react";
import type { Neuron } from "../api/types";
import { type Messages, useText } from "../i18n";
import { Amount, Bar, Count, Share } from "../parts/figures";
import { Icon } from "../parts/icon";
import { KeyLink } from "../parts/link";
import { isValidator } from "../subnets/facts";
import { type Column, columns } from "./sort";

export interface RowProps {
  neuron: Neuron;
  updated: number | null; // blocks ago, null for never
  best: boolean;
  immune: boolean; // no newcomer takes its place yet
  next: boolean; // the next newcomer takes its place
  hidden: readonly Column[];
  marked: boolean; // the reader came here to see it
  maxIncentive: number;
  maxDividends: number;
}

function Name({ neuron, best, immune, next }: Pick<RowProps, "neuron" | "best" | "immune" | "next">) {
  const { t } = useText();
  return (
    <td className="name">
      {neuron.label ? <span title={neuron.label}>{neuron.label}</span> : <span className="zero">–</span>}
      {best && (
        <span className="badge best" title={t.metagraph.bestWhy}>
          <Icon name="star" filled /> {t.metagraph.best}
        </span>
      )}
      {immune && (
        <span className="badge good" title={t.metagraph.immuneWhy}>
          {t.metagraph.immune}
        </span>
      )}
      {next && (
        <span className="badge bad" title={t.metagraph.leavesWhy}>
          {t.metagraph.leaves}
        </span>
      )}
    </td>
  );
}

function Permit({ neuron }: { neuron: Neuron }) {
  const { t } = useText();
  if (!isValidator(neuron)) return <td className="zero">{neuron.permit ? t.metagraph.may : "–"}</td>;
  return (
    <td>
      <span className="badge permit">{t.metagraph.validator}</span>
      {!neuron.active && <span className="badge warn">{t.metagraph.idle}</span>}
    </td>
  );
}

function Barred({ value, max, kind }: { value: number; max: number; kind: "accent" | "second" }) {
  return (
    <td className="number barred">
      <Share of={value} />
      {value > 0 && <Bar value={value} max={max} kind={kind} />}
    </td>
  );
}

/** The cells of a neuron, by their columns. */
function cells(
  t: Messages,
  { neuron: n, updated, best, immune, next, maxIncentive, maxDividends }: RowProps,
): Record<Column, ReactElement> {
  return {
    uid: (
      <th scope="row" className="number">
        {n.uid}
      </th>
    ),
    name: <Name neuron={n} best={best} immune={immune} next={next} />,
    hotkey: (
      <td>
        <KeyLink to={`/neurons/${n.hotkey}`} value={n.hotkey} what={t.metagraph.columns.hotkey} />
      </td>
    ),
    stake: (
      <td className="number">
        <Amount rao={n.stake_rao} places={2} />
      </td>
    ),
    permit: <Permit neuron={n} />,
    trust: <Part of={n.trust} />,
    consensus: <Part of={n.consensus} />,
    incentive: <Barred value={n.incentive} max={maxIncentive} kind="accent" />,
    dividends: <Barred value={n.dividends} max={maxDividends} kind="second" />,
    vtrust: <Part of={n.validator_trust} />,
    emission: (
      <td className="number">
        <Amount rao={n.emission_rao} places={4} />
      </td>
    ),
    updated: <td className="number">{updated === null ? <span className="zero">{t.metagraph.never}</span> : <Count n={updated} />}</td>,
    axon: <td className="axon">{n.axon ? <code>{n.axon}</code> : <span className="zero">–</span>}</td>,
  };
}

function Part({ of }: { of: number }) {
  return (
    <td className="number">
      <Share of={of} />
    </td>
  );
}

/** One neuron. It is drawn anew only when something in it changed, since there may be thousands. */
export const Row = memo(function Row(props: RowProps) {
  const { t } = useText();
  const all = cells(t, props);
  return (
    <tr id={`uid-${props.neuron.uid}`} className={props.marked ? "marked" : undefined} tabIndex={-1}>
      {columns
        .filter((c) => !props.hidden.includes(c))
        .map((c) => (
          <Fragment key={c}>{all[c]}</Fragment>
        ))}
    </tr>
  );
});
