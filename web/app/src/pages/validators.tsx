import { shorten } from "@shared/address";
import { ratePercent } from "@shared/yield";
import { useMemo } from "react";
import { useHistory, type Validator } from "../api/history";
import { useBlocks } from "../api/queries";
import type { List } from "../api/types";
import { blockSeconds, duration } from "../header/pace";
import { useText } from "../i18n";
import { Title } from "../parts/facts";
import { Amount, Count } from "../parts/figures";
import { KeyLink, Link } from "../parts/link";
import { type Column, Table, Wrong } from "../parts/table";
import { setParam, useParam } from "../route";
import { Calculator } from "./calculator";
import { hotkeyPath } from "./columns";
import { nextOrder, parseOrder, type Ranked, ranked, sortValidators, type ValidatorOrder, type validatorColumns } from "./yield";

/** What a validator is called, and its hotkey. */
function Name({ of: v }: { of: Validator }) {
  const { t } = useText();
  const key = <KeyLink to={hotkeyPath(v.hotkey)} value={v.hotkey} what={t.pages.col.hotkey} />;
  if (!v.label) return key;
  return (
    <span className="named">
      <Link to={hotkeyPath(v.hotkey)}>{v.label}</Link> {key}
    </span>
  );
}

/** A measured rate. */
export function Rate({ of }: { of: number | null }) {
  const { t, lang } = useText();
  const text = ratePercent(of, lang);
  return text === null ? (
    <span className="zero" title={t.pages.validators.absurd}>
      {t.more.yields.huge}
    </span>
  ) : (
    <span>{text}</span>
  );
}

/** In how many of the epochs of its subnets it was paid. */
export function Uptime({ of: v }: { of: Validator }) {
  const { t } = useText();
  if (v.uptime === null) return <span className="zero">–</span>;
  return <span title={t.pages.validators.uptime}>{(v.uptime * 100).toFixed(1)} %</span>;
}

const columns: readonly (Column<Ranked> & { name: (typeof validatorColumns)[number] | "act" })[] = [
  { name: "rank", number: true, cell: (v) => v.rank },
  { name: "validator", cell: (v) => <Name of={v} /> },
  { name: "stake", number: true, cell: (v) => <Amount rao={v.stake_rao} places={2} /> },
  { name: "share", number: true, cell: (v) => `${(v.share * 100).toFixed(2)} %` },
  { name: "take", number: true, cell: (v) => `${(v.take * 100).toFixed(2)} %` },
  { name: "nominators", number: true, cell: (v) => <Count n={v.nominators} /> },
  { name: "seats", number: true, cell: (v) => <Count n={v.seats.length} /> },
  { name: "uptime", number: true, cell: (v) => <Uptime of={v} /> },
  { name: "apr", number: true, cell: (v) => <Rate of={v.apr} /> },
  { name: "apy", number: true, cell: (v) => <Rate of={v.apy} /> },
  { name: "act", cell: (v) => <StakeLink on={v} /> },
];

/** Leads to where one stakes on a validator. */
function StakeLink({ on: v }: { on: Validator }) {
  const { t } = useText();
  const name = v.label || shorten(v.hotkey);
  return (
    <Link to={`${hotkeyPath(v.hotkey)}#stake`} className="stake-link" title={`${t.more.stake.manage}: ${name}`}>
      {t.more.stake.manage} <span className="unseen">{name}</span>
    </Link>
  );
}

function Head({ order }: { order: ValidatorOrder }) {
  const { t } = useText();
  return (
    <thead>
      <tr>
        {columns.map((c) => {
          if (c.name === "act")
            return (
              <th key={c.name} scope="col">
                {t.pages.col.act}
              </th>
            );
          const by = c.name;
          const sorted = order.by === c.name;
          return (
            <th
              key={c.name}
              scope="col"
              className={c.number ? "number" : undefined}
              aria-sort={sorted ? (order.down ? "descending" : "ascending") : "none"}
            >
              <button
                type="button"
                className="sorter"
                title={t.pages.validators.sortBy(t.pages.col[c.name])}
                onClick={() => setParam("sort", nextOrder(order, by))}
              >
                {t.pages.col[c.name]}
                <span className="arrow" aria-hidden="true">
                  {sorted ? (order.down ? "▼" : "▲") : ""}
                </span>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** Says over what time yields were measured. */
export function Measured({ blocks }: { blocks: number | undefined }) {
  const { t, lang } = useText();
  const seconds = blockSeconds(useBlocks().data);
  if (blocks === undefined || seconds === null) return null;
  return (
    <p className="quiet measured">
      {t.pages.validators.window(new Intl.NumberFormat(lang).format(blocks), duration(blocks * seconds, lang))}
    </p>
  );
}

/** All hotkeys with stake, by any column, and what stake would earn with them. */
export default function Validators() {
  const { t } = useText();
  const order = parseOrder(useParam("sort"));
  const { by, down } = order;
  const { data, error } = useHistory<List<Validator>>("validators");
  const all = useMemo(() => data && ranked(data.data), [data]);
  const rows = useMemo(() => all && sortValidators(all, { by, down }), [all, by, down]);
  return (
    <>
      <section className="panel">
        <Title lead={t.pages.validators.lead}>{t.pages.titles.validators}</Title>
        {error && !data ? (
          <Wrong error={error} />
        ) : (
          <Table caption={t.pages.titles.validators} columns={columns} rows={rows} id={(v) => v.hotkey} head={<Head order={order} />} />
        )}
        {rows?.length === 0 && <p className="empty">{t.pages.validators.none}</p>}
        <Measured blocks={all?.[0]?.window_blocks} />
      </section>
      {all && all.length > 0 && <Calculator validators={all} />}
    </>
  );
}
