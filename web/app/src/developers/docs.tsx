import { useState } from "react";
import { useOffers } from "../api/queries";
import { useText } from "../i18n";
import { Program } from "./program";
import { names, tongues } from "./snippets";

/** How to ask from a program: what is shown here runs as it stands. */
export function DocsPage({ paid }: { paid: boolean }) {
  const { t } = useText();
  const models = useOffers().data ?? [];
  const [picked, setPicked] = useState("");
  const model = models.find((m) => m.id === picked) ?? models[0];
  const base = location.origin;
  return (
    <div className="docs">
      <p>
        {t.developers.base} <code>{base}/v1</code>
      </p>
      <p>{t.developers.clients}</p>
      {paid && (
        <p>
          {t.developers.keyLead} <code>export TIANWANG_API_KEY=tw-…</code>
        </p>
      )}
      {model === undefined ? (
        <p className="empty">{t.chat.noModels}</p>
      ) : (
        <>
          <label className="picker">
            <span>{t.developers.model}</span>
            <select value={model.id} onChange={(e) => setPicked(e.target.value)}>
              {models.map((m) => (
                <option key={m.id}>{m.id}</option>
              ))}
            </select>
          </label>
          {tongues.map((tongue) => (
            <section key={tongue} className="snippet-of" aria-labelledby={`in-${tongue}`}>
              <h2 id={`in-${tongue}`}>{names[tongue]}</h2>
              <Program tongue={tongue} model={model.id} paid={paid} />
            </section>
          ))}
        </>
      )}
    </div>
  );
}
