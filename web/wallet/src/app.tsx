import { useState } from "react";
import { useWallet } from "./data/wallet";
import { useText } from "./i18n";
import { Home } from "./pages/home";
import { Book, History, Hotkeys } from "./pages/lists";
import { Receive } from "./pages/receive";
import { Send } from "./pages/send";
import { Settings } from "./pages/settings";
import { Stake } from "./pages/stake";
import { Address, Copy, Link, Page, Switches } from "./parts/parts";
import { QR } from "./parts/qr";
import { usePath, useVisits } from "./route";
import { Request } from "./sign/request";
import { Start } from "./start/start";
import { Unlock } from "./start/unlock";

const pages = ["home", "receive", "send", "stake", "history", "hotkeys", "book", "settings"] as const;
const pathOf = (page: (typeof pages)[number]) => (page === "home" ? "/" : `/${page}`);

function Nav() {
  const { t } = useText();
  const path = usePath();
  return (
    <nav aria-label={t.nav.label}>
      {pages.map((p) => (
        <Link key={p} to={pathOf(p)} current={path === pathOf(p)}>
          {t.nav[p]}
        </Link>
      ))}
    </nav>
  );
}

function Header({ open }: { open: boolean }) {
  const { t } = useText();
  const { state, account, change, keeper } = useWallet();
  return (
    <header className="top">
      <p className="brand">
        <span lang="zh-CN">天网</span> <span lang="en">Tianwang</span> <b>{t.name}</b>
      </p>
      {open && account !== null && (
        <div className="row">
          {state.accounts.length > 1 && (
            <select aria-label={t.home.account} value={account.address} onChange={(e) => change(() => ({ active: e.target.value }))}>
              {state.accounts.map((a) => (
                <option key={a.address} value={a.address}>
                  {a.name} {a.index === null ? `(${t.home.watched})` : ""}
                </option>
              ))}
            </select>
          )}
          {state.unlocked && (
            <button type="button" className="main stop" onClick={() => keeper.lock()}>
              {t.unlock.lock}
            </button>
          )}
        </div>
      )}
      <Switches />
    </header>
  );
}

/** What a new wallet is greeted with: its address, and the code of it. */
function Ready({ done }: { done(): void }) {
  const { t } = useText();
  const { account } = useWallet();
  if (account === null) return null;
  return (
    <Page title={t.create.ready} lead={t.create.readyLead}>
      <QR text={account.address} />
      <p className="key">
        <Address value={account.address} whole /> <Copy text={account.address} what={t.address} />
      </p>
      <button type="button" className="main" onClick={done}>
        {t.create.toHome}
      </button>
    </Page>
  );
}

function Content() {
  const path = usePath();
  switch (path.replace(/\/$/, "")) {
    case "/receive":
      return <Receive />;
    case "/send":
      return <Send />;
    case "/stake":
      return <Stake key="stake" way="stake" />;
    case "/unstake":
      return <Stake key="unstake" way="unstake" />;
    case "/move":
      return <Stake key="move" way="move" />;
    case "/history":
      return <History />;
    case "/hotkeys":
      return <Hotkeys />;
    case "/book":
      return <Book />;
    case "/settings":
      return <Settings />;
    default:
      return <Home />;
  }
}

export function App() {
  const { t } = useText();
  const { state, warning, stay } = useWallet();
  const asked = usePath() === "/request";
  const visits = useVisits();
  const [fresh, setFresh] = useState(false);
  const watchedOnly = state.accounts.every((a) => a.index === null);
  const open = state.name !== null && (state.unlocked || watchedOnly);
  const content = () => {
    if (asked) return <Request />;
    if (state.name === null) return <Start done={() => setFresh(true)} />;
    if (!open) return <Unlock />;
    if (fresh) {
      return <Ready done={() => setFresh(false)} />;
    }
    return <Content key={visits} />;
  };
  return (
    <>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <Header open={open && !asked} />
      {open && !asked && !fresh && <Nav />}
      {warning && (
        <div role="alert" className="trouble">
          {t.unlock.idle}{" "}
          <button type="button" className="plain" onClick={stay}>
            {t.unlock.stay}
          </button>
        </div>
      )}
      <main id="main" tabIndex={-1}>
        {content()}
      </main>
      <footer>{t.footer}</footer>
    </>
  );
}
