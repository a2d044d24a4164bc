import type { ReactNode } from "react";
import { useText } from "../i18n";
import { Title } from "../parts/facts";
import { Wrong } from "../parts/table";
import { BillingPage } from "./billing";
import { DocsPage } from "./docs";
import { channelOf, useGate, useSession, useTerms } from "./gate";
import { KeysPage } from "./keys";
import { ModelsPage } from "./models";
import { OverviewPage } from "./overview";
import { SignIn } from "./signin";
import { UsagePage } from "./usage";
import { free, type Part, parts, Ways } from "./ways";

/** What needs somebody who is signed in. */
function Own({ part }: { part: Part }) {
  const { t } = useText();
  const { data: session, error } = useSession();
  const { act } = useGate();
  if (error && session === undefined) return <Wrong error={error} />;
  if (session === undefined) return <p className="empty">{t.loading}</p>;
  if (session === null) return <SignIn />;
  const channel = channelOf(session);
  let page: ReactNode = <BillingPage session={session} channel={channel} />;
  if (channel && part === "overview") page = <OverviewPage channel={channel} />;
  if (channel && part === "keys") page = <KeysPage key={channel.channel} />;
  if (channel && part === "usage") page = <UsagePage key={channel.channel} />;
  return (
    <>
      <p className="quiet who">
        {t.developers.signedIn} <code>{session.address}</code>
        <button type="button" className="plain" onClick={() => void act("DELETE", "/v1/account/session")}>
          {t.developers.signOut}
        </button>
      </p>
      {page}
    </>
  );
}

/** The pages for who builds on the market: what it costs, keys, usage, and how to ask. */
export default function Developers({ id }: { id: string }) {
  const { t } = useText();
  const { data: terms, error } = useTerms();
  const paid = terms !== null;
  const wanted = parts.find((p) => p === id) ?? "overview";
  const shown = paid ? parts : free;
  const part = shown.includes(wanted) ? wanted : "docs";
  return (
    <section className="panel developers">
      <Title lead={terms === null ? t.developers.freeLead : t.developers.lead}>{t.developers.names[part]}</Title>
      <Ways here={part} shown={shown} />
      {error && terms === undefined && <Wrong error={error} />}
      {part === "models" && <ModelsPage />}
      {part === "docs" && terms !== undefined && <DocsPage paid={paid} />}
      {!free.includes(part) && terms && <Own part={part} />}
    </section>
  );
}
