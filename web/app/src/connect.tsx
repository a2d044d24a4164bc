import { useModels, useStatus } from "./api/queries";
import { useText } from "./i18n";
import { Copy } from "./parts/copy";

function Snippet({ text, what }: { text: string; what: string }) {
  return (
    <div className="snippet">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable to be scrolled */}
      <pre tabIndex={0}>{text}</pre>
      <Copy text={text} what={what} />
    </div>
  );
}

/** How to reach the network from a program. Addresses are shown as text: an operator may have written anything there. */
export function Connect() {
  const { t } = useText();
  const urls = Object.entries(useStatus().data?.urls ?? {}).filter(([name]) => name !== "faucet");
  const model = useModels().data?.[0]?.id;
  const body = JSON.stringify({ model, messages: [{ role: "user", content: "…" }] });
  const curl = `curl ${location.origin}/v1/chat/completions \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
  if (model === undefined && urls.length === 0) return null;
  return (
    <section className="connect panel" aria-labelledby="connect-title">
      <h2 id="connect-title">{t.connect.title}</h2>
      {model !== undefined && (
        <>
          <p className="lead">
            {t.connect.lead} <code>{location.origin}/v1</code>
          </p>
          <Snippet text={curl} what={t.connect.command} />
        </>
      )}
      <dl className="services">
        {urls.map(([name, url]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{url}</code>
              <Copy text={url} what={name} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
