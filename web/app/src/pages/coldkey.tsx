import { addressFault } from "@shared/address";
import { useHistory } from "../api/history";
import type { Fleet } from "../api/market";
import { useText } from "../i18n";
import { Copy } from "../parts/copy";
import { Facts, Title } from "../parts/facts";
import { Amount, Count } from "../parts/figures";
import { Link } from "../parts/link";
import { Table, Wrong } from "../parts/table";
import { accountPath } from "./columns";
import { placedColumns } from "./placed";

function Zone({ of: f }: { of: Fleet }) {
  const { t } = useText();
  const w = t.more.coldkey;
  const rows = f.slots.filter((p) => p.place > 0).sort((a, b) => a.place - b.place);
  return (
    <section className="panel" aria-labelledby="danger">
      <h2 id="danger">{w.danger}</h2>
      {rows.length === 0 ? (
        <p className="empty">{w.noDanger}</p>
      ) : (
        <>
          <p className="lead">{w.dangerLead}</p>
          <Table caption={w.danger} columns={placedColumns(true)} rows={rows} id={(p) => `${p.netuid}/${p.neuron.uid}`} />
        </>
      )}
    </section>
  );
}

/** All neurons of a coldkey: what they earn together, and which may be lost. */
export default function ColdkeyPage({ id }: { id: string }) {
  const { t } = useText();
  const fault = addressFault(id);
  const { data: f, error } = useHistory<Fleet>(`coldkeys/${id}/neurons`);
  const c = t.pages.col;
  const w = t.more.coldkey;
  return (
    <>
      <section className="panel">
        <Title lead={w.lead}>{t.pages.titles.coldkey}</Title>
        <p className="key whole">
          <code>{id}</code>
          <Copy text={id} what={c.coldkey} />
        </p>
        {fault !== null && (
          <p className="wrong" role="alert">
            {t.faucet.faults[fault]}
          </p>
        )}
        {fault === null && error && !f && <Wrong error={error} />}
        {fault === null && (f || !error) && (
          <>
            <Facts
              all={[
                [w.neurons, <Count key="n" n={f?.slots.length} />],
                [c.hotkeys, <Count key="h" n={f?.hotkeys} />],
                [w.immune, <Count key="i" n={f?.immune} />],
                [w.danger, <Count key="d" n={f?.danger} />],
                [c.stake, <Amount key="s" rao={f?.stake_rao} places={4} />],
                [t.more.neuron.daily, <Amount key="e" rao={f?.daily_rao} places={2} />],
              ]}
            />
            <p>
              <Link to={accountPath(id)}>{w.account}</Link>
            </p>
          </>
        )}
      </section>
      {f && f.slots.length > 0 && <Zone of={f} />}
      {f && (
        <section className="panel" aria-labelledby="fleet">
          <h2 id="fleet">{w.neurons}</h2>
          {f.slots.length === 0 ? (
            <p className="empty">{w.none}</p>
          ) : (
            <Table caption={w.neurons} columns={placedColumns(true)} rows={f.slots} id={(p) => `${p.netuid}/${p.neuron.uid}`} />
          )}
        </section>
      )}
    </>
  );
}
