import { useHistory } from "../api/history";
import type { ModuleParams } from "../api/market";
import type { List } from "../api/types";
import { useText } from "../i18n";
import { Title } from "../parts/facts";
import { Table, Wrong } from "../parts/table";

/** The parameters of every module, as the chain has them. */
export default function Params() {
  const { t } = useText();
  const { data, error } = useHistory<List<ModuleParams>>("params");
  return (
    <>
      <section className="panel">
        <Title lead={t.more.params.lead}>{t.pages.titles.params}</Title>
        {error && !data && <Wrong error={error} />}
        {data === undefined && !error && <p className="waiting">{t.loading}</p>}
      </section>
      {data?.data.map((m) => (
        <section key={m.module} className="panel" aria-labelledby={`module-${m.module}`}>
          <h2 id={`module-${m.module}`}>{m.module}</h2>
          <Table
            caption={m.module}
            rows={m.params}
            id={(p) => p.name}
            columns={[
              { name: "setting", cell: (p) => <code>{p.name}</code> },
              { name: "value", cell: (p) => <code className="long">{p.value}</code> },
            ]}
          />
        </section>
      ))}
    </>
  );
}
