import type { Epoch, Slot } from "../api/history";
import { useText } from "../i18n";
import { Height, Worker } from "../pages/columns";
import { Amount, Count } from "../parts/figures";
import { type Column, Listing } from "../parts/table";
import { Tabs, useTab } from "../parts/tabs";
import { When } from "../parts/when";
import { useChosen } from "./subnets";

const tabs = ["slots", "epochs"] as const;

const slotColumns: readonly Column<Slot>[] = [
  { name: "height", number: true, cell: (s) => <Height at={s.height} /> },
  { name: "time", cell: (s) => <When at={s.time} /> },
  { name: "uid", number: true, cell: (s) => s.uid },
  { name: "hotkey", cell: (s) => <Worker hotkey={s.hotkey} /> },
  { name: "price", number: true, cell: (s) => <Amount rao={s.price_rao} places={9} /> },
  { name: "replaced", cell: (s) => <Worker hotkey={s.replaced} /> },
];

const epochColumns: readonly Column<Epoch>[] = [
  { name: "epoch", number: true, cell: (e) => <Count n={e.epoch} /> },
  { name: "height", number: true, cell: (e) => <Height at={e.height} /> },
  { name: "paid", number: true, cell: (e) => <Amount rao={e.paid_rao} places={9} /> },
  { name: "ownerCut", number: true, cell: (e) => <Amount rao={e.owner_cut_rao} places={9} /> },
];

/** Who came to the chosen subnet, and what it paid. */
export default function Past() {
  const { t } = useText();
  const subnet = useChosen();
  const tab = useTab(tabs);
  if (subnet === null) return null;
  const words = t.pages.subnet.tabs;
  return (
    <section className="panel past" aria-labelledby="past-title">
      <h2 id="past-title">{t.pages.subnet.history}</h2>
      <Tabs names={tabs} chosen={tab} label={t.pages.subnet.history} words={words} />
      {tab === "slots" ? (
        <Listing
          path="slots"
          params={{ netuid: String(subnet.netuid) }}
          caption={words.slots}
          columns={slotColumns}
          id={(s) => `${s.height}/${s.uid}`}
        />
      ) : (
        <Listing path={`subnets/${subnet.netuid}/epochs`} caption={words.epochs} columns={epochColumns} id={(e) => String(e.height)} />
      )}
    </section>
  );
}
