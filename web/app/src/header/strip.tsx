import { basisPoints, formatTao, parseRao } from "@shared/amount";
import type { ReactNode } from "react";
import { type Stats, useHistory } from "../api/history";
import { useBlocks, useStatus, useSupply } from "../api/queries";
import type { Supply } from "../api/types";
import { useText } from "../i18n";
import { Amount, Bar, Count, Unknown } from "../parts/figures";
import { blockSeconds, blocksToHalving, duration } from "./pace";

function Fact({ name, children, note }: { name: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        <div className="main">{children}</div>
        {note !== undefined && <div className="note">{note}</div>}
      </dd>
    </div>
  );
}

function SupplyFact({ supply }: { supply: Supply | undefined }) {
  const { t, lang } = useText();
  const now = parseRao(supply?.supply_rao) ?? 0n;
  const cap = parseRao(supply?.cap_rao) ?? 0n;
  const points = basisPoints(now, cap);
  const share = points === 0 && now > 0n ? "<0.01 %" : `${(points / 100).toFixed(2)} %`;
  return (
    <Fact name={t.strip.supply} note={supply && <>{t.strip.ofCap(`${formatTao(cap, lang)} TAO`, share)}</>}>
      <Amount rao={supply?.supply_rao} places={2} />
      <Bar value={points} max={10_000} kind="accent" />
    </Fact>
  );
}

function HalvingFact({ supply }: { supply: Supply | undefined }) {
  const { t, lang } = useText();
  const seconds = blockSeconds(useBlocks().data);
  const blocks = supply ? blocksToHalving(supply) : null;
  if (supply && blocks === null) return <Fact name={t.strip.halving}>{t.strip.never}</Fact>;
  const at = parseRao(supply?.next_halving_rao);
  return (
    <Fact name={t.strip.halving} note={at !== null && t.strip.halvingAt(`${formatTao(at, lang)} TAO`)}>
      {blocks === null || seconds === null ? <Unknown /> : t.strip.about(duration(Number(blocks) * seconds, lang))}
    </Fact>
  );
}

/** What the index has counted. */
function Counted() {
  const { t, lang } = useText();
  const s = useHistory<Stats>("stats").data;
  const w = t.more.strip;
  const n = (v: number) => new Intl.NumberFormat(lang).format(v);
  const staked = s && basisPoints(parseRao(s.staked_rao) ?? 0n, parseRao(s.supply_rao) ?? 0n) / 100;
  return (
    <>
      <Fact name={w.staked} note={staked === undefined ? undefined : `${staked.toFixed(2)} %`}>
        <span id="staked">
          <Amount rao={s?.staked_rao} places={2} />
        </span>
      </Fact>
      <Fact name={w.accounts} note={s && w.holders(n(s.holders))}>
        <Count n={s?.accounts} />
      </Fact>
      <Fact name={w.txs} note={s && w.failed(n(s.failed))}>
        <Count n={s?.txs} />
      </Fact>
    </>
  );
}

/** The network at a glance. */
export function Strip() {
  const { t } = useText();
  const supply = useSupply().data;
  const status = useStatus().data;
  const seconds = blockSeconds(useBlocks().data);
  return (
    <dl className="strip" aria-label={t.strip.title}>
      <SupplyFact supply={supply} />
      <Fact name={t.strip.reward} note={seconds === null ? undefined : t.strip.every(seconds.toFixed(1))}>
        <Amount rao={supply?.block_reward_rao} places={9} />
      </Fact>
      <HalvingFact supply={supply} />
      <Fact name={t.strip.market} note={t.strip.neurons(status?.miners, status?.validators)}>
        <Count n={status?.subnets} /> <span className="unit">{t.strip.subnets(status?.subnets ?? 0)}</span>
      </Fact>
      <Counted />
    </dl>
  );
}
