import { useText } from "../i18n";
import { sourcesOf } from "./sources";

/** Links to the pages of the documentation that an answer is from. */
export function Sources({ answer }: { answer: string }) {
  const { t, lang } = useText();
  const sources = sourcesOf(answer, lang);
  if (sources.length === 0) return null;
  return (
    <p className="served">
      <span>{t.docs.sources}</span>
      {sources.map((s) => (
        <a key={s.to} href={s.to}>
          {s.name}
        </a>
      ))}
    </p>
  );
}
