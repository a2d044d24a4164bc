import { type Length, lengths } from "@shared/keys/phrase";
import { type FormEvent, useState } from "react";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Field, Page } from "../parts/parts";
import { Password } from "./password";
import { places } from "./secret";

/** Makes a wallet: explain, reveal, prove, password. Until the last step nothing is stored. */
export function Create({ back, done }: { back(): void; done(): void }) {
  const { keeper } = useWallet();
  const [step, setStep] = useState<"explain" | "reveal" | "prove" | "password">("explain");
  const [phrase, setPhrase] = useState("");
  switch (step) {
    case "explain":
      return (
        <Explain
          back={back}
          next={async (length) => {
            setPhrase(await keeper.generate(length));
            setStep("reveal");
          }}
        />
      );
    case "reveal":
      return <Reveal words={phrase.split(" ")} back={() => setStep("explain")} next={() => setStep("prove")} />;
    case "prove":
      return <Prove words={phrase.split(" ")} back={() => setStep("reveal")} next={() => setStep("password")} />;
    case "password":
      return <Password phrase={phrase} done={done} />;
  }
}

function Explain({ back, next }: { back(): void; next(length: Length): void }) {
  const { t } = useText();
  const [understood, setUnderstood] = useState(false);
  const [length, setLength] = useState<Length>(24);
  return (
    <Page title={t.create.explain}>
      <ol className="warnings">
        <li>{t.create.warnOne}</li>
        <li>{t.create.warnTwo}</li>
      </ol>
      <fieldset className="row">
        <legend>{t.create.length}</legend>
        {[...lengths].reverse().map((l) => (
          <label key={l}>
            <input type="radio" name="length" value={l} checked={l === length} onChange={() => setLength(l)} /> {t.create.words(l)}
          </label>
        ))}
      </fieldset>
      <p className="quiet">{t.create.lengthNote}</p>
      <label className="check">
        <input type="checkbox" name="understood" checked={understood} onChange={(e) => setUnderstood(e.target.checked)} />{" "}
        {t.create.understood}
      </label>
      <div className="row">
        <button type="button" className="main stop" onClick={back}>
          {t.back}
        </button>
        <button type="button" className="main" disabled={!understood} onClick={() => next(length)}>
          {t.next}
        </button>
      </div>
    </Page>
  );
}

/** The words, once somebody asks for them. They are never copied by a button: a clipboard belongs to every program. */
function Reveal({ words, back, next }: { words: string[]; back(): void; next(): void }) {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  return (
    <Page title={t.create.reveal} lead={shown ? undefined : t.create.hidden}>
      <ol className={shown ? "words" : "words hidden"} aria-hidden={!shown}>
        {words.map((w, i) => (
          <li key={i}>{shown ? w : "••••••"}</li>
        ))}
      </ol>
      <div className="row">
        <button type="button" className="main stop" onClick={back}>
          {t.back}
        </button>
        {shown ? (
          <button type="button" className="main" onClick={next}>
            {t.next}
          </button>
        ) : (
          <button type="button" className="main" onClick={() => setShown(true)}>
            {t.create.show}
          </button>
        )}
      </div>
    </Page>
  );
}

function Prove({ words, back, next }: { words: string[]; back(): void; next(): void }) {
  const { t } = useText();
  const [asked] = useState(() => places(words.length));
  const [given, setGiven] = useState<Record<number, string>>({});
  const [wrong, setWrong] = useState<number | null>(null);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const bad = asked.find((at) => (given[at] ?? "").trim().toLowerCase() !== words[at - 1]) ?? null;
    setWrong(bad);
    if (bad === null) next();
  };
  return (
    <Page title={t.create.prove} lead={t.create.proveLead}>
      <form onSubmit={submit}>
        {asked.map((at) => (
          <Field
            key={at}
            label={t.create.word(at)}
            name={`word-${at}`}
            value={given[at] ?? ""}
            change={(v) => setGiven({ ...given, [at]: v })}
            fault={wrong === at ? t.create.wrong(at) : null}
          />
        ))}
        <div className="row">
          <button type="button" className="main stop" onClick={back}>
            {t.back}
          </button>
          <button type="submit" className="main">
            {t.next}
          </button>
        </div>
      </form>
    </Page>
  );
}
