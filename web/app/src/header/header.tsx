import { useEffect, useState } from "react";
import { useLive } from "../api/live";
import { useBlocks, useStatus } from "../api/queries";
import { useText } from "../i18n";
import { Count } from "../parts/figures";
import { Logo } from "../parts/icon";
import { Link } from "../parts/link";
import { placeOf, usePath } from "../route";
import { WalletButton } from "../wallet/button";
import { Look, Nav } from "./nav";
import { blockSeconds, duration } from "./pace";
import { Switches } from "./switches";

/** The height as the page knows it best. */
export function useHeight(): number {
  const { height } = useLive();
  return Math.max(height, useStatus().data?.height ?? 0);
}

const LATE = 3; // intervals without a block after which somebody should know

/** Seconds since the height last rose, once that is longer than it should be; null before. */
function useLateness(height: number): number | null {
  const interval = blockSeconds(useBlocks().data) ?? 12;
  const [late, setLate] = useState<number | null>(null);
  useEffect(() => {
    setLate(null);
    if (height === 0) return;
    const since = performance.now();
    const timer = window.setInterval(() => {
      const seconds = Math.round((performance.now() - since) / 1000);
      setLate(seconds > Math.max(LATE * interval, 5) ? seconds : null);
    }, 1_000);
    return () => window.clearInterval(timer);
  }, [height, interval]);
  return late;
}

function Vitals() {
  const { t, lang } = useText();
  const status = useStatus();
  const height = useHeight();
  const late = useLateness(height);
  const { link } = useLive();
  const ready = status.data?.ready;
  return (
    <ul className="vitals">
      <li className="chain" title={t.header.chain}>
        <span className="unseen">{t.header.chain}</span> {status.data?.chain_id ?? "…"}
      </li>
      <li className={late === null ? "height" : "height late"}>
        <span className={`dot ${link}`} aria-hidden="true" /> {t.header.block}{" "}
        <b id="height">
          <Count n={height === 0 ? undefined : height} />
        </b>
        {late !== null && <span className="quiet"> {t.header.late(duration(late, lang))}</span>}
      </li>
      <li role="status" className="link">
        {link === "lost" ? t.header.polling : ""}
      </li>
      {ready !== undefined && (
        <li className={ready ? "ready yes" : "ready no"} title={ready ? t.header.readyWhy : t.header.startingWhy}>
          {ready ? t.header.ready : t.header.starting}
        </li>
      )}
    </ul>
  );
}

/** What this is called. On the market it is the heading of the page; other pages have one of their own. */
function Brand() {
  const { t } = useText();
  const Name = placeOf(usePath()).page === "market" ? "h1" : "p";
  return (
    <div className="brand">
      <Logo />
      <Name className="name">
        <Link to="/">
          <span lang="zh-CN">天网</span> <span lang="en">Tianwang</span>
        </Link>
      </Name>
      <p className="tagline">{t.tagline}</p>
    </div>
  );
}

/** The bar on top of every page. */
export function Header() {
  return (
    <header className="top">
      <Brand />
      <Vitals />
      <Switches />
      <WalletButton />
      <div className="ways">
        <Nav />
        <Look />
      </div>
    </header>
  );
}
