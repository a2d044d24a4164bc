import { ratePercent } from "@shared/yield";
import { useHistory } from "../api/history";
import type { RealisedYield, Window } from "../api/market";
import type { List } from "../api/types";
import { useText } from "../i18n";
import { Percent } from "../parts/bars";
import { Title } from "../parts/facts";
import { Amount } from "../parts/figures";
import { KeyLink, Link } from "../parts/link";
import { type Column, Table, Wrong } from "../parts/table";
import { hotkeyPath } from "./columns";

function Name({ of: y }: { of: RealisedYield }) {
  const { t } = useText();
  return (
    <span className="named">
      {y.label && <Link to={hotkeyPath(y.hotkey)}>{y.label}</Link>}
      <KeyLink to={hotkeyPath(y.hotkey)} value={y.hotkey} what={t.pages.col.hotkey} />
    </span>
  );
}

/** What stake earned in a window: as a yearly rate, and what it really was of the stake. */
function Earned({ of: w }: { of: Window | undefined }) {
  const { t, lang } = useText();
  if (!w || w.rewards === 0) return <span className="zero">–</span>;
  const rate = ratePercent(w.apr, lang);
  const whole = t.more.yields.blocks(new Intl.NumberFormat(lang).format(w.blocks));
  return (
    <span className={w.whole ? "earned" : "earned young"} title={w.whole ? whole : `${t.more.yields.young} ${whole}`}>
      <b>{rate ?? t.more.yields.huge}</b>
      <span className="quiet">+{new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 4 }).format(w.return)}</span>
    </span>
  );
}

const at = (y: RealisedYield, name: string) => y.windows.find((w) => w.name === name);

const columns: readonly Column<RealisedYield>[] = [
  { name: "validator", cell: (y) => <Name of={y} /> },
  { name: "stake", number: true, cell: (y) => <Amount rao={y.stake_rao} places={2} /> },
  { name: "take", number: true, cell: (y) => <Percent of={y.take} /> },
  { name: "hour", number: true, cell: (y) => <Earned of={at(y, "1h")} /> },
  { name: "day", number: true, cell: (y) => <Earned of={at(y, "1d")} /> },
  { name: "week", number: true, cell: (y) => <Earned of={at(y, "7d")} /> },
  { name: "month", number: true, cell: (y) => <Earned of={at(y, "30d")} /> },
];

/** What stake really earned with each validator. */
export default function Yields() {
  const { t } = useText();
  const { data, error } = useHistory<List<RealisedYield>>("yields");
  const rows = data && [...data.data].sort((a, b) => Number(BigInt(b.stake_rao) - BigInt(a.stake_rao)));
  const young = rows?.some((y) => y.windows.some((w) => !w.whole));
  return (
    <section className="panel">
      <Title lead={t.more.yields.lead}>{t.pages.titles.yields}</Title>
      {error && !data ? (
        <Wrong error={error} />
      ) : (
        <Table caption={t.pages.titles.yields} columns={columns} rows={rows} id={(y) => y.hotkey} />
      )}
      {young && <p className="quiet">{t.more.yields.young}</p>}
    </section>
  );
}
