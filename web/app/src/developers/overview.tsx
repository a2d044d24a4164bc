import { useText } from "../i18n";
import { Facts } from "../parts/facts";
import { Amount, Count, Unknown } from "../parts/figures";
import { Link } from "../parts/link";
import { type Channel, daysAgo, leftOf, sumUsage, useUsage } from "./gate";

/** How a channel is doing. */
export function OverviewPage({ channel }: { channel: Channel }) {
  const { t, lang } = useText();
  const month = useUsage({ from: daysAgo(29) }).data;
  const sums = (days: number) => month && sumUsage(month.data, daysAgo(days - 1));
  const cost = (days: number) => <Amount rao={sums(days)?.cost.toString()} places={6} />;
  const all = sums(30);
  const tried = all ? all.requests + all.failed : 0;
  const left = leftOf(channel);
  const low = left * 5n < BigInt(channel.deposit);
  const first = month?.first_ms;
  return (
    <>
      {channel.closes_at > 0 && <p className="wrong">{t.developers.closing(channel.closes_at)}</p>}
      {low && channel.closes_at === 0 && (
        <p className="wrong">
          {t.developers.low} <Link to="/developers/billing">{t.developers.names.billing}</Link>
        </p>
      )}
      <Facts
        all={[
          [t.developers.channel, channel.channel],
          [t.developers.left, <Amount key="left" rao={left.toString()} places={6} />],
          [t.developers.spentToday, cost(1)],
          [t.developers.spentWeek, cost(7)],
          [t.developers.spentMonth, cost(30)],
          [t.developers.requests, <Count key="requests" n={all?.requests} />],
          [
            t.developers.success,
            !all ? (
              <Unknown key="u" />
            ) : tried === 0 ? (
              t.developers.none
            ) : (
              new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 }).format(all.requests / tried)
            ),
          ],
          [
            t.developers.firstByte,
            !month ? <Unknown key="p" /> : first && first.answers > 0 ? t.developers.ms(Math.round(first.p50)) : t.developers.none,
          ],
        ]}
      />
    </>
  );
}
