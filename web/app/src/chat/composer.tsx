import { type KeyboardEvent, useRef } from "react";
import { useText } from "../i18n";
import { Icon } from "../parts/icon";

/** Whether a key press sends: Enter does, unless it ends a word that an input method is composing. */
export function sends(e: { key: string; shiftKey: boolean; isComposing: boolean; keyCode: number }): boolean {
  return e.key === "Enter" && !e.shiftKey && !e.isComposing && e.keyCode !== 229; // 229: how Safari says composing
}

/** Where the reader writes. */
export function Composer(props: {
  draft: string;
  example: string;
  busy: boolean;
  onDraft: (text: string) => void;
  onSend: () => void;
  onStop: () => void;
}) {
  const { t } = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const ready = !props.busy && props.draft.trim() !== "";
  const submit = () => {
    if (ready) props.onSend();
    area.current?.focus();
  };
  const key = (e: KeyboardEvent) => {
    if (!sends({ key: e.key, shiftKey: e.shiftKey, isComposing: e.nativeEvent.isComposing, keyCode: e.keyCode })) return;
    e.preventDefault();
    submit();
  };
  return (
    <form
      className="composer"
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
    >
      <label className="unseen" htmlFor="draft">
        {t.chat.yours}
      </label>
      <textarea
        id="draft"
        ref={area}
        rows={2}
        dir="auto"
        maxLength={100_000}
        value={props.draft}
        placeholder={props.example === "" ? t.chat.yours : t.chat.example(props.example)}
        aria-describedby="draft-hint"
        onChange={(e) => props.onDraft(e.target.value)}
        onKeyDown={key}
      />
      <div className="below">
        <p id="draft-hint">{t.chat.hint}</p>
        {props.busy ? (
          <button type="button" className="main stop" onClick={props.onStop}>
            <Icon name="stop" filled /> {t.chat.stop}
          </button>
        ) : (
          <button type="submit" className="main" disabled={!ready}>
            <Icon name="send" /> {t.chat.send}
          </button>
        )}
      </div>
    </form>
  );
}
