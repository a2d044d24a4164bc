import { memo } from "react";
import type { Neuron } from "../api/types";
import { useText } from "../i18n";
import { Amount, Bar, Count, Share } from "../parts/figures";
import { Icon } from "../parts/icon";
import { KeyLink } from "../parts/link";
import { isValidator } from "../subnets/facts";

export interface RowProps {
  neuron: Neuron;
  updated: number | null; // blocks ago, null for never
  best: boolean;
  marked: boolean; // the reader came here to see it
  maxIncentive: number;
  maxDividends: number;
}

function Name({ neuron, best }: { neuron: Neuron; best: boolean }) {
  const { t } = useText();
  return (
    <td className="name">
      {neuron.label ? <span title={neuron.label}>{neuron.label}</span> : <span className="zero">–</span>}
      {best && (
        <span className="badge best" title={t.metagraph.bestWhy}>
          <Icon name="star" filled /> {t.metagraph.best}
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

/** One neuron. It is drawn anew only when something in it changed, since there may be thousands. */
export const Row = memo(function Row({ neuron: n, updated, best, marked, maxIncentive, maxDividends }: RowProps) {
  const { t } = useText();
  return (
    <tr id={`uid-${n.uid}`} className={marked ? "marked" : undefined} tabIndex={-1}>
      <th scope="row" className="number">
        {n.uid}
      </th>
      <Name neuron={n} best={best} />
      <td>
        <KeyLink to={`/neurons/${n.hotkey}`} value={n.hotkey} what={t.metagraph.columns.hotkey} />
      </td>
      <td className="number">
        <Amount rao={n.stake_rao} places={2} />
      </td>
      <Permit neuron={n} />
      <td className="number">
        <Share of={n.trust} />
      </td>
      <td className="number">
        <Share of={n.consensus} />
      </td>
      <Barred value={n.incentive} max={maxIncentive} kind="accent" />
      <Barred value={n.dividends} max={maxDividends} kind="second" />
      <td className="number">
        <Share of={n.validator_trust} />
      </td>
      <td className="number">
        <Amount rao={n.emission_rao} places={4} />
      </td>
      <td className="number">{updated === null ? <span className="zero">{t.metagraph.never}</span> : <Count n={updated} />}</td>
      <td className="axon">{n.axon ? <code>{n.axon}</code> : <span className="zero">–</span>}</td>
    </tr>
  );
});
