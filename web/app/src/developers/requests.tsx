import { useState } from "react";
import { useText } from "../i18n";
import { Amount, Count, Key } from "../parts/figures";
import { KeyLink } from "../parts/link";
import { Wrong } from "../parts/table";
import { When } from "../parts/when";
import { type Receipt, useReceipts, type Which } from "./gate";
import { Grid } from "./grid";

const STEP = 20; // receipts that are shown at first, and more each time
const MOST = 500; // what a gateway lists at once

/** How a request ended, and what is strange about it. */
function Ended({ of: r }: { of: Receipt }) {
  const { t } = useText();
  return (
    <>
      {t.developers.receipts.states[r.state]}
      {r.code && <span className="quiet"> {r.code}</span>}
      {r.overstated && <strong> {t.developers.receipts.overstated}</strong>}
    </>
  );
}

/** The latest requests, one by one: who answered, how soon, and what it cost. */
export function Requests({ which }: { which: Which }) {
  const { t } = useText();
  const words = t.developers.receipts;
  const [limit, setLimit] = useState(STEP);
  const { data, error } = useReceipts({ ...which, limit: String(limit) });
  const rows = data?.data ?? [];
  return (
    <>
      <h2>{words.title}</h2>
      <p className="quiet">{words.lead}</p>
      {error && !data && <Wrong error={error} />}
      {data && rows.length === 0 && <p className="empty">{words.none}</p>}
      {rows.length > 0 && (
        <Grid
          caption={words.title}
          heads={[
            words.time,
            words.id,
            t.developers.model,
            words.ended,
            words.miner,
            words.attempts,
            words.first,
            words.took,
            words.tokens,
            t.developers.text,
            t.developers.spent,
          ]}
          rows={rows.map((r) => ({
            id: r.id,
            cells: [
              <When key="t" at={new Date(r.begun * 1000).toISOString()} />,
              <Key key="i" value={r.id} what={words.id} />,
              r.model,
              <Ended key="e" of={r} />,
              r.miner ? <KeyLink key="m" to={`/neurons/${r.miner}`} value={r.miner} what={words.miner} /> : (r.contributors ?? "–"),
              <Count key="a" n={r.attempts} />,
              r.first_ms === undefined ? "–" : t.developers.ms(r.first_ms),
              r.took_ms === undefined ? "–" : t.developers.ms(r.took_ms),
              r.tokens_out === undefined ? "–" : words.inOut(r.tokens_in ?? 0, r.tokens_out),
              t.developers.bytes(r.bytes_out),
              <Amount key="c" rao={r.cost_rao} places={9} />,
            ],
          }))}
        />
      )}
      {data && data.next !== "" && limit < MOST && (
        <button type="button" className="plain" onClick={() => setLimit(Math.min(MOST, 2 * limit))}>
          {words.more}
        </button>
      )}
    </>
  );
}
