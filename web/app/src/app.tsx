import { docsHome } from "@shared/docs";
import { type ComponentType, lazy, Suspense, useEffect, useRef } from "react";
import { type Stats, useHistory } from "./api/history";
import { useStatus } from "./api/queries";
import { Blocks } from "./blocks/blocks";
import { Chat } from "./chat/chat";
import { Connect } from "./connect";
import { Faucet } from "./faucet/faucet";
import { Header } from "./header/header";
import { duration } from "./header/pace";
import { Strip } from "./header/strip";
import { useText } from "./i18n";
import { Metagraph } from "./metagraph/metagraph";
import { Title } from "./parts/facts";
import { type PageName, placeOf, usePath } from "./route";
import { Subnets } from "./subnets/subnets";

const Past = lazy(() => import("./subnets/past"));

/** The pages that are loaded when somebody goes there. */
const pages: Partial<Record<PageName, ComponentType<{ id: string }>>> = {
  blocks: lazy(() => import("./pages/blocks")),
  block: lazy(() => import("./pages/block")),
  txs: lazy(() => import("./pages/txs")),
  tx: lazy(() => import("./pages/tx")),
  transfers: lazy(() => import("./pages/transfers")),
  accounts: lazy(() => import("./pages/accounts")),
  account: lazy(() => import("./pages/account")),
  validators: lazy(() => import("./pages/validators")),
  validator: lazy(() => import("./pages/validator")),
  tokenomics: lazy(() => import("./pages/tokenomics")),
  subnet: lazy(() => import("./subnet/page")),
  neuron: lazy(() => import("./pages/neuron")),
  coldkey: lazy(() => import("./pages/coldkey")),
  root: lazy(() => import("./pages/root")),
  producers: lazy(() => import("./pages/producers")),
  proposals: lazy(() => import("./pages/proposals")),
  proposal: lazy(() => import("./pages/proposal")),
  params: lazy(() => import("./pages/params")),
  yields: lazy(() => import("./pages/yields")),
  search: lazy(() => import("./pages/search")),
  developers: lazy(() => import("./developers/developers")),
  model: lazy(() => import("./developers/model")),
};

/** Says so when the chain does not answer; what is on the page stays there. */
function Trouble() {
  const { t, lang } = useText();
  const { isError, data } = useStatus();
  const old = !isError && data?.stale ? t.more.age(duration(data.age_seconds, lang)) : "";
  return (
    <div role="status" className="trouble">
      {isError && <p>{data ? t.trouble.stale : t.trouble.nothing}</p>}
      {old !== "" && <p>{old}</p>}
    </div>
  );
}

const LATE = 5; // blocks behind the chain from which readers should know

/** Says so when the index is behind the chain, and how much of it is there. */
function Lag() {
  const { t } = useText();
  const { height = 0, lag = 0 } = useHistory<Stats>("stats").data ?? {};
  return (
    <div role="status" className="trouble">
      {lag > LATE && <p>{t.pages.lag(lag, Math.floor((100 * height) / (height + lag)))}</p>}
    </div>
  );
}

function Market() {
  return (
    <main id="main" tabIndex={-1}>
      <Strip />
      <div className="market">
        <Subnets />
        <Chat />
        <Blocks />
      </div>
      <Metagraph />
      <Suspense fallback={<section className="panel past" />}>
        <Past />
      </Suspense>
      <div className="pair">
        <Faucet />
        <Connect />
      </div>
    </main>
  );
}

function Lost() {
  const { t } = useText();
  return (
    <section className="panel">
      <Title lead={t.pages.lostLead}>{t.pages.titles.lost}</Title>
    </section>
  );
}

/** Names the page in the tab, and begins each new one at its top, for those who listen too. */
function useArrival(page: PageName, id: string): void {
  const { t } = useText();
  const before = useRef(`${page}/${id}`);
  const name = page === "market" ? "" : t.pages.titles[page];
  const what = id === "" || page === "lost" ? "" : ` ${id.length > 12 ? `${id.slice(0, 12)}…` : id}`;
  useEffect(() => {
    document.title = name === "" ? "天网 Tianwang" : `${name}${what} · 天网 Tianwang`;
  }, [name, what]);
  useEffect(() => {
    const here = page === "subnet" ? `${page}/${id.split("/")[0]}` : `${page}/${id}`;
    if (before.current === here) return;
    before.current = here;
    window.scrollTo(0, 0);
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [page, id]);
}

export function App() {
  const { t, lang } = useText();
  const { page, id } = placeOf(usePath());
  useArrival(page, id);
  const Page = pages[page] ?? Lost;
  return (
    <>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <Header />
      <Trouble />
      {page === "market" ? (
        <Market />
      ) : (
        <>
          <Lag />
          <main id="main" className="explore" tabIndex={-1}>
            <Suspense fallback={<section className="panel waiting">{t.loading}</section>}>
              <Page key={page === "subnet" ? page : `${page}/${id}`} id={id} />
            </Suspense>
          </main>
        </>
      )}
      <footer>
        {t.footer} <a href={docsHome(lang)}>{t.docs.footer}</a>
      </footer>
    </>
  );
}
