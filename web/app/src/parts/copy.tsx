import { copyText } from "@shared/copy";
import { useEffect, useState } from "react";
import { useText } from "../i18n";
import { Icon } from "./icon";

const THANKS = 1_500; // how long the check mark stays, ms

/** A button that copies text; what says, for those who do not see it, what that text is. */
export function Copy({ text, what }: { text: string; what: string }) {
  const { t } = useText();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = window.setTimeout(() => setDone(false), THANKS);
    return () => window.clearTimeout(timer);
  }, [done]);
  return (
    <button
      type="button"
      className="copy"
      title={done ? t.copy.done : t.copy.label(what)}
      aria-label={done ? t.copy.done : t.copy.label(what)}
      onClick={async () => setDone(await copyText(text))}
    >
      <Icon name={done ? "check" : "copy"} />
    </button>
  );
}
