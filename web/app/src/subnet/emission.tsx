import { parseRao } from "@shared/amount";
import { type Epoch, useHistory, withParams } from "../api/history";
import type { List } from "../api/types";
import { useText } from "../i18n";
import { Height } from "../pages/columns";
import { Chart } from "../parts/chart";
import { Amount, Count } from "../parts/figures";
import { type Column, Listing, Wrong } from "../parts/table";

export const epochColumns: readonly Column<Epoch>[] = [
  { name: "epoch", number: true, cell: (e) => <Count n={e.epoch} /> },
  { name: "height", number: true, cell: (e) => <Height at={e.height} /> },
  { name: "paid", number: true, cell: (e) => <Amount rao={e.paid_rao} places={9} /> },
  { name: "ownerCut", number: true, cell: (e) => <Amount rao={e.owner_cut_rao} places={9} /> },
];

/** What a subnet paid, epoch by epoch. */
export function Emission({ netuid }: { netuid: number }) {
  const { t } = useText();
  const path = `subnets/${netuid}/epochs`;
  const { data, error } = useHistory<List<Epoch>>(withParams(path, { limit: "500" }));
  const dots = data?.data.map((e) => ({ x: e.height, y: parseRao(e.paid_rao) ?? 0n })).reverse();
  return (
    <>
      <section className="panel">{error && !data ? <Wrong error={error} /> : <Chart title={t.more.emission.chart} dots={dots} />}</section>
      <section className="panel" aria-labelledby="epochs">
        <h2 id="epochs">{t.more.emission.epochs}</h2>
        <Listing path={path} caption={t.more.emission.epochs} columns={epochColumns} id={(e) => String(e.height)} />
      </section>
    </>
  );
}
