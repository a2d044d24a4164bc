import type { ApiError } from "../api/client";
import { useOffers, useSubnets } from "../api/queries";
import type { ModelStats } from "../api/types";
import { type Messages, useText } from "../i18n";
import { Amount, Count } from "../parts/figures";
import { Link } from "../parts/link";
import { Wrong } from "../parts/table";
import { modelPath } from "../route";
import { Grid } from "./grid";

/** Which part of what its miners were asked lately they answered; a dash for a model that nobody asked. */
export function answeredLately(t: Messages, s: ModelStats | undefined): string {
  if (!s || s.asked_24h === 0) return "–";
  return t.developers.answeredOf(((100 * s.answered_24h) / s.asked_24h).toFixed(1), s.asked_24h);
}

/** What can be asked: what it costs, who serves it, how soon it answers. */
export function ModelsPage() {
  const { t } = useText();
  const { data, error } = useOffers();
  const subnets = useSubnets().data;
  if (error && !data) return <Wrong error={error as ApiError} />;
  const best = (netuid: number) => {
    const s = subnets?.find((s) => s.netuid === netuid);
    const n = s?.neurons.reduce((a, b) => (b.incentive > a.incentive ? b : a));
    return n && n.incentive > 0 ? n.label || `UID ${n.uid}` : "–";
  };
  return (
    <Grid
      caption={t.developers.names.models}
      heads={[
        t.developers.model,
        t.developers.what,
        t.developers.perRequest,
        t.developers.perKiB,
        t.developers.miners,
        t.developers.best,
        t.developers.firstByte,
        t.developers.answered,
      ]}
      rows={(data ?? []).map((m) => ({
        id: m.id,
        cells: [
          <Link key="id" to={modelPath(m.id)}>
            {m.id}
          </Link>,
          m.composition ? t.developers.composed(m.composition.of.join(" + ")) : m.title || m.task,
          m.pricing ? <Amount key="r" rao={m.pricing.request} places={9} /> : t.developers.free,
          m.pricing ? <Amount key="k" rao={m.pricing.per_kib} places={9} /> : t.developers.free,
          <Count key="n" n={m.miners} />,
          m.netuid === 0 ? "–" : best(m.netuid),
          m.stats && m.stats.answers > 0 ? t.developers.ms(m.stats.first_ms_p50) : "–",
          answeredLately(t, m.stats),
        ],
      }))}
    />
  );
}
