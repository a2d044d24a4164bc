import { useText } from "../i18n";
import { Link } from "../parts/link";
import { Listing } from "../parts/table";
import { Tabs, useTab } from "../parts/tabs";
import { subnetPartPath } from "../route";
import { epochColumns } from "../subnet/emission";
import { slotColumns } from "../subnet/registration";
import { useChosen } from "./subnets";

const tabs = ["slots", "epochs"] as const;

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
      <p className="pager">
        <Link to={subnetPartPath(subnet.netuid, "metagraph")}>{t.more.subnet.all}</Link>
      </p>
    </section>
  );
}
