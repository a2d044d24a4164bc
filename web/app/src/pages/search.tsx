import { useEffect } from "react";
import { type Found, useHistory, withParams } from "../api/history";
import type { List } from "../api/types";
import { type Messages, useText } from "../i18n";
import { Title } from "../parts/facts";
import { Link } from "../parts/link";
import { Wrong } from "../parts/table";
import { useParam, visitTo } from "../route";
import { pathOf, wanted } from "./found";

function Results({ q }: { q: string }) {
  const { t } = useText();
  const { data, error } = useHistory<List<Found>>(withParams("search", { q }), true);
  const hits = data?.data.flatMap((f) => {
    const to = pathOf(f);
    return to === null ? [] : [{ ...f, to }];
  });
  const only = hits?.length === 1 ? hits[0]?.to : undefined;
  useEffect(() => {
    if (only !== undefined) visitTo(only, "replace");
  }, [only]);
  if (error) return <Wrong error={error} />;
  if (hits === undefined || only !== undefined) return <p className="empty">{t.loading}</p>;
  if (hits.length === 0)
    return (
      <div role="status">
        <p className="empty">{t.pages.look.none(q)}</p>
        <p>{t.pages.look.can}</p>
      </div>
    );
  return (
    <>
      <p className="lead">{t.pages.look.results(q)}</p>
      <ul className="hits">
        {hits.map((h) => (
          <li key={h.to}>
            <span className="badge">
              {Object.hasOwn(t.pages.found, h.kind) && t.pages.found[h.kind as keyof Messages["pages"]["found"]]}
            </span>{" "}
            <Link to={h.to}>{h.kind === "subnet" ? `${h.id} ${h.label ?? ""}` : h.id}</Link> {h.kind !== "subnet" && h.label}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What a search found; a single thing is gone to at once. */
export default function Search() {
  const { t } = useText();
  const q = wanted(useParam("q") ?? "");
  return (
    <section className="panel">
      <Title>{t.pages.titles.search}</Title>
      {q === "" ? <p>{t.pages.look.can}</p> : <Results key={q} q={q} />}
    </section>
  );
}
