import type { Subnet } from "../api/types";
import { useText } from "../i18n";
import { Fleet } from "../pages/columns";
import { Bars, Percent, percentText } from "../parts/bars";
import { Table } from "../parts/table";
import { holders, incentives } from "./figures";

/** How evenly a subnet pays, and to how many owners. */
export function Distribution({ of: s }: { of: Subnet }) {
  const { t, lang } = useText();
  const w = t.more.distribution;
  const curve = incentives(s.neurons);
  const rows = holders(s.neurons);
  return (
    <>
      <section className="panel">
        {curve.length === 0 ? (
          <p className="empty">{w.none}</p>
        ) : (
          <Bars title={w.incentive} values={curve} says={w.incentiveSays(curve.length, percentText(curve[0] ?? 0, lang, 1))} />
        )}
      </section>
      <section className="panel" aria-labelledby="coldkeys">
        <h2 id="coldkeys">{w.coldkeys}</h2>
        <p className="lead">{w.coldkeysLead}</p>
        <Table
          caption={w.coldkeys}
          rows={rows}
          id={(h) => h.coldkey}
          columns={[
            { name: "coldkey", cell: (h) => <Fleet coldkey={h.coldkey} /> },
            { name: "miners", number: true, cell: (h) => h.miners },
            { name: "incentive", number: true, cell: (h) => <Percent of={h.incentive} /> },
          ]}
        />
      </section>
    </>
  );
}
