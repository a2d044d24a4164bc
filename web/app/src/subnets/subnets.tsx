import { useSubnets } from "../api/queries";
import type { Subnet } from "../api/types";
import { useHeight } from "../header/header";
import { useText } from "../i18n";
import { useNetuid } from "../route";
import { Card } from "./card";

/** The subnet that the address bar names, or else the first. */
export function useChosen(): Subnet | null {
  const all = useSubnets().data;
  const netuid = useNetuid();
  return all?.find((s) => s.netuid === netuid) ?? all?.[0] ?? null;
}

/** All subnets, to choose one. */
export function Subnets() {
  const { t } = useText();
  const { data } = useSubnets();
  const chosen = useChosen();
  const height = useHeight();
  return (
    <section className="subnets" aria-labelledby="subnets-title">
      <h2 id="subnets-title">{t.subnets.title}</h2>
      <p className="lead">{t.subnets.lead}</p>
      {data === undefined && <div className="card waiting" />}
      {data?.length === 0 && <p className="empty">{t.subnets.none}</p>}
      <ul className="cards">
        {data?.map((s) => (
          <Card key={s.netuid} subnet={s} height={height} chosen={s.netuid === chosen?.netuid} />
        ))}
      </ul>
    </section>
  );
}
