import { useText } from "../i18n";
import { Link } from "../parts/link";

/** The pages for developers. */
export const parts = ["overview", "keys", "usage", "billing", "models", "docs"] as const;
export type Part = (typeof parts)[number];
export const free: readonly Part[] = ["models", "docs"]; // what needs no account

/** Links to the pages for developers. A page below one of them is within it. */
export function Ways({ here, shown, within = false }: { here: Part; shown: readonly Part[]; within?: boolean }) {
  const { t } = useText();
  return (
    <nav className="tabs" aria-label={t.developers.parts}>
      {shown.map((p) => (
        <Link
          key={p}
          to={p === "overview" ? "/developers" : `/developers/${p}`}
          current={p === here ? (within ? "true" : "page") : undefined}
        >
          {t.developers.names[p]}
        </Link>
      ))}
    </nav>
  );
}
