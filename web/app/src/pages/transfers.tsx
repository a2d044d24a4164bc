import { RAO_PER_TAO } from "@shared/amount";
import { withParams } from "../api/history";
import { useText } from "../i18n";
import { Title } from "../parts/facts";
import { Listing } from "../parts/table";
import { useParam, visitTo } from "../route";
import { transferColumns } from "./columns";
import { Download } from "./download";

const chips = ["1", "10", "100", "1000"] as const; // TAO
const columns = transferColumns();

/** All payments, newest first, from some amount on if wanted. */
export default function Transfers() {
  const { t, lang } = useText();
  const wanted = useParam("min");
  const min = chips.find((c) => c === wanted);
  const params = { min_rao: min === undefined ? null : (BigInt(min) * RAO_PER_TAO).toString() };
  const go = (m: string | null) => visitTo(withParams("/transfers", { min: m }));
  return (
    <section className="panel">
      <Title lead={t.pages.transfers.lead}>{t.pages.titles.transfers}</Title>
      {/* biome-ignore lint/a11y/useSemanticElements: it groups no fields */}
      <div className="filter" role="group" aria-label={t.pages.filter.min}>
        <button type="button" aria-pressed={min === undefined} onClick={() => go(null)}>
          {t.pages.filter.any}
        </button>
        {chips.map((c) => (
          <button key={c} type="button" aria-pressed={c === min} onClick={() => go(c)}>
            {t.pages.filter.atLeast(`${new Intl.NumberFormat(lang).format(Number(c))} TAO`)}
          </button>
        ))}
        <Download params={params} name="tianwang-transfers.csv" />
      </div>
      <Listing
        path="transfers"
        params={params}
        caption={t.pages.titles.transfers}
        columns={columns}
        id={(x, i) => `${x.height}/${x.tx}/${x.from}/${x.to}/${x.amount_rao}/${i}`}
      />
    </section>
  );
}
