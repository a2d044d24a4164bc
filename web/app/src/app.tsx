import { useStatus } from "./api/queries";
import { Blocks } from "./blocks/blocks";
import { Chat } from "./chat/chat";
import { Connect } from "./connect";
import { Faucet } from "./faucet/faucet";
import { Header } from "./header/header";
import { Strip } from "./header/strip";
import { useText } from "./i18n";
import { Metagraph } from "./metagraph/metagraph";
import { Subnets } from "./subnets/subnets";

/** Says so when the chain does not answer; what is on the page stays there. */
function Trouble() {
  const { t } = useText();
  const { isError, data } = useStatus();
  return (
    <div role="status" className="trouble">
      {isError && <p>{data ? t.trouble.stale : t.trouble.nothing}</p>}
    </div>
  );
}

export function App() {
  const { t } = useText();
  return (
    <>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <Header />
      <Trouble />
      <main id="main" tabIndex={-1}>
        <Strip />
        <div className="market">
          <Subnets />
          <Chat />
          <Blocks />
        </div>
        <Metagraph />
        <div className="pair">
          <Faucet />
          <Connect />
        </div>
      </main>
      <footer>{t.footer}</footer>
    </>
  );
}
