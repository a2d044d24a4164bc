import type { PlacedNeuron } from "../api/market";
import { useText } from "../i18n";
import { Percent } from "../parts/bars";
import { Amount } from "../parts/figures";
import { Link } from "../parts/link";
import type { Column } from "../parts/table";
import { subnetPath } from "../route";
import { isMiner, isValidator } from "../subnets/facts";
import { Neuron } from "./columns";

/** Where a neuron is: its subnet, and its place there. */
function Where({ of: p }: { of: PlacedNeuron }) {
  return (
    <Link to={`${subnetPath(p.netuid)}?uid=${p.neuron.uid}`}>
      {p.netuid} {p.subnet}
    </Link>
  );
}

function Role({ of: p }: { of: PlacedNeuron }) {
  const { t } = useText();
  const roles = t.more.neuron.roles;
  if (isValidator(p.neuron)) return <span className="badge permit">{roles.validator}</span>;
  return isMiner(p.neuron) ? <span className="badge">{roles.miner}</span> : <span className="zero">{roles.idle}</span>;
}

/** Whether a neuron may be replaced soon. */
export function Danger({ of: p }: { of: PlacedNeuron }) {
  const { t } = useText();
  const w = t.more.neuron;
  if (p.place > 0) return <span className="badge bad">{w.inDanger(p.place)}</span>;
  if (p.neuron.immune_until > p.height) return <span className="badge good">{w.immune}</span>;
  return <span className="zero">{w.safe}</span>;
}

/** Columns of neurons over several subnets; with the hotkey where there may be more than one. */
export const placedColumns = (hotkeys: boolean): readonly Column<PlacedNeuron>[] => [
  { name: "subnet", cell: (p) => <Where of={p} /> },
  { name: "uid", number: true, cell: (p) => p.neuron.uid },
  ...(hotkeys ? [{ name: "hotkey" as const, cell: (p: PlacedNeuron) => <Neuron hotkey={p.neuron.hotkey} label={p.neuron.label} /> }] : []),
  { name: "role", cell: (p) => <Role of={p} /> },
  { name: "incentive", number: true, cell: (p) => <Percent of={p.neuron.incentive} /> },
  { name: "dividendsShare", number: true, cell: (p) => <Percent of={p.neuron.dividends} /> },
  { name: "trust", number: true, cell: (p) => p.neuron.trust.toFixed(4) },
  { name: "emission", number: true, cell: (p) => <Amount rao={p.neuron.emission_rao} places={4} /> },
  { name: "daily", number: true, cell: (p) => <Amount rao={p.daily_rao} places={2} /> },
  { name: "danger", cell: (p) => <Danger of={p} /> },
];
