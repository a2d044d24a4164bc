import { useRef, useState } from "react";
import { useText } from "../i18n";
import { exportTalks, importTalks, type Talk, talkMarkdown, titleOf } from "./store";
import type { useTalks } from "./talks";

function Row({ talk, current, all }: { talk: Talk; current: boolean; all: ReturnType<typeof useTalks> }) {
  const { t } = useText();
  const [name, setName] = useState<string | null>(null);
  const title = titleOf(talk) || t.chat.untitled;
  if (name !== null) {
    const done = () => {
      all.rename(talk, name);
      setName(null);
    };
    return (
      <li>
        <form
          onSubmit={(e) => {
            e.preventDefault();
            done();
          }}
        >
          <input
            aria-label={t.chat.newName(title)}
            value={name}
            maxLength={200}
            // biome-ignore lint/a11y/noAutofocus: the reader has just asked to write here
            autoFocus
            onChange={(e) => setName(e.target.value)}
            onKeyDown={(e) => e.key === "Escape" && setName(null)}
          />
          <button type="submit" className="plain">
            {t.chat.rename}
          </button>
        </form>
      </li>
    );
  }
  return (
    <li>
      <button type="button" className="talk" aria-current={current ? "true" : undefined} onClick={() => all.choose(talk)}>
        {title}
      </button>
      <button type="button" className="plain" aria-label={t.chat.renameWhat(title)} onClick={() => setName(titleOf(talk))}>
        {t.chat.rename}
      </button>
      <button
        type="button"
        className="plain"
        aria-label={t.chat.markdownWhat(title)}
        onClick={() => saveFile("tianwang-chat.md", "text/markdown", talkMarkdown(talk, title, t.chat.you))}
      >
        {t.chat.markdown}
      </button>
      <button type="button" className="plain" aria-label={t.chat.deleteWhat(title)} onClick={() => all.drop(talk)}>
        {t.chat.delete}
      </button>
    </li>
  );
}

/** Saves a text as a file. */
export function saveFile(name: string, kind: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: kind }));
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  a.click();
  URL.revokeObjectURL(url);
}

/** The conversations that this browser keeps. */
export function Talks({ all, busy }: { all: ReturnType<typeof useTalks>; busy: boolean }) {
  const { t } = useText();
  const file = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const bring = async (f: File | undefined) => {
    const found = f && f.size < 50_000_000 ? importTalks(await f.text()) : null;
    if (found) all.take(found);
    setSaid(found ? t.chat.imported(found.length) : t.chat.notImported);
  };
  return (
    <details className="talks">
      <summary>{t.chat.talks(all.talks.length)}</summary>
      <p className="quiet">{t.chat.kept}</p>
      <fieldset disabled={busy}>
        <legend className="unseen">{t.chat.talks(all.talks.length)}</legend>
        <ul>
          {all.talks.map((talk) => (
            <Row key={talk.id} talk={talk} current={talk.id === all.open.id} all={all} />
          ))}
        </ul>
        <p className="moves">
          <button
            type="button"
            className="plain"
            onClick={() => saveFile("tianwang-chat.json", "application/json", exportTalks(all.talks))}
          >
            {t.chat.export}
          </button>
          <button type="button" className="plain" onClick={() => file.current?.click()}>
            {t.chat.import}
          </button>
          <input
            ref={file}
            type="file"
            hidden
            accept="application/json,.json"
            aria-label={t.chat.import}
            onChange={(e) => {
              void bring(e.target.files?.[0]);
              e.target.value = "";
            }}
          />
        </p>
      </fieldset>
      <p role="status" className="quiet">
        {said}
      </p>
    </details>
  );
}
