import { useHistory } from "../api/history";
import type { Hyperparams, Setting } from "../api/market";
import { type Messages, useText } from "../i18n";
import { Height } from "../pages/columns";
import { percentText } from "../parts/bars";
import { Amount } from "../parts/figures";
import { Table, Wrong } from "../parts/table";
import { unitOf } from "./figures";

const PART = 65_535;
const MILLION = 1_000_000;

/** The value of a hyperparameter in its unit; what the chain writes is in the title. */
function Value({ of: s }: { of: Setting }) {
  const { t, lang } = useText();
  const w = t.more.rules;
  const number = Number(s.value);
  const unit = unitOf(s.name);
  const text = () => {
    switch (unit) {
      case "part":
        return percentText(number / PART, lang);
      case "millionths":
        return percentText(number / MILLION, lang);
      case "blocks":
        return w.blocks(number);
      case "epochs":
        return w.epochs(number);
      case "switch":
        return s.value === "true" ? w.yes : w.no;
      default:
        return /^\d+$/.test(s.value) ? new Intl.NumberFormat(lang).format(BigInt(s.value)) : s.value;
    }
  };
  return unit === "rao" ? <Amount rao={s.value} places={9} /> : <span title={`${s.name} = ${s.value}`}>{text()}</span>;
}

function Meaning({ name }: { name: string }) {
  const { t } = useText();
  const words = t.more.rules.hyper;
  return <span className="meaning">{Object.hasOwn(words, name) ? words[name as keyof Messages["more"]["rules"]["hyper"]] : "–"}</span>;
}

/** The hyperparameters of a subnet, each with what it means. */
export function Rules({ netuid }: { netuid: number }) {
  const { t } = useText();
  const { data, error } = useHistory<Hyperparams>(`subnets/${netuid}/hyperparams`);
  return (
    <section className="panel" aria-labelledby="rules-title">
      <h2 id="rules-title">{t.more.subnet.parts.rules}</h2>
      <p className="lead">{t.more.rules.lead}</p>
      {error && !data && <Wrong error={error} />}
      <Table
        caption={t.more.subnet.parts.rules}
        rows={data?.settings}
        id={(s) => s.name}
        columns={[
          { name: "setting", cell: (s) => <code>{s.name}</code> },
          { name: "value", number: true, cell: (s) => <Value of={s} /> },
          { name: "meaning", cell: (s) => <Meaning name={s.name} /> },
        ]}
      />
      <p className="quiet">
        {t.more.subnet.setAt} {data && data.set_at > 0 ? <Height at={data.set_at} /> : t.more.subnet.never}
      </p>
    </section>
  );
}
