import { withParams } from "../api/history";
import { useText } from "../i18n";
import { Title } from "../parts/facts";
import { Listing } from "../parts/table";
import { useParam, visitTo } from "../route";
import { kindWord, txColumns } from "./columns";

/** All transactions, newest first, of one kind or those that failed if wanted. */
export default function Txs() {
  const { t } = useText();
  const kind = useParam("kind");
  const failed = useParam("failed");
  const go = (k: string | null, f: string | null) => visitTo(withParams("/txs", { kind: k, failed: f }));
  const known = Object.keys(t.pages.msgs);
  const kinds = kind === null || known.includes(kind) ? known : [...known, kind];
  return (
    <section className="panel">
      <Title lead={t.pages.txs.lead}>{t.pages.titles.txs}</Title>
      <div className="filter">
        <button type="button" aria-pressed={failed === null} onClick={() => go(kind, null)}>
          {t.pages.filter.all}
        </button>
        <button type="button" aria-pressed={failed !== null} onClick={() => go(kind, "true")}>
          {t.pages.filter.failed}
        </button>
        <select aria-label={t.pages.filter.kind} value={kind ?? ""} onChange={(e) => go(e.target.value || null, failed)}>
          <option value="">{t.pages.filter.anyKind}</option>
          {kinds.map((k) => (
            <option key={k} value={k}>
              {kindWord(t, k)}
            </option>
          ))}
        </select>
      </div>
      <Listing
        path="txs"
        params={{ kind, failed: failed === null ? null : "true" }}
        caption={t.pages.titles.txs}
        columns={txColumns}
        id={(x) => `${x.hash}/${x.height}`}
      />
    </section>
  );
}
