import { useId, useState } from "react";
import type { Move } from "../api/history";
import { useText } from "../i18n";
import { movesCSV } from "./csv";
import { Download } from "./download";

/** Files of what an account did, between two days or from its beginning till now. */
export function Ranged({ address }: { address: string }) {
  const { t } = useText();
  const w = t.more.range;
  const id = useId();
  const [from, setFrom] = useState("");
  const [till, setTill] = useState("");
  const range = { from_time: from, till_time: till };
  const name = [address, from, till].filter(Boolean).join("-");
  return (
    <div className="range">
      <label htmlFor={`${id}f`}>
        {w.from} <input id={`${id}f`} type="date" value={from} max={till || undefined} onChange={(e) => setFrom(e.target.value)} />
      </label>
      <label htmlFor={`${id}t`}>
        {w.till} <input id={`${id}t`} type="date" value={till} min={from || undefined} onChange={(e) => setTill(e.target.value)} />
      </label>
      <Download params={{ address, ...range }} name={`${name}.csv`} label={w.payments} />
      <Download<Move> path="moves" write={movesCSV} params={{ coldkey: address, ...range }} name={`${name}-stake.csv`} label={w.moves} />
    </div>
  );
}
