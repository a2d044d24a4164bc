import { addressFault } from "@shared/address";
import { checkPhrase } from "@shared/keys/phrase";
import { type FormEvent, useId, useState } from "react";
import { useWallet } from "../data/wallet";
import { useText } from "../i18n";
import { Field, Page } from "../parts/parts";
import { Create } from "./create";
import { Password } from "./password";

/** What somebody sees who has no wallet here. */
export function Start({ done }: { done(): void }) {
  const { t } = useText();
  const [way, setWay] = useState<"choose" | "create" | "import" | "watch">("choose");
  const back = () => setWay("choose");
  if (!window.isSecureContext) return <Page title={t.start.title}>{t.insecure}</Page>;
  switch (way) {
    case "create":
      return <Create back={back} done={done} />;
    case "import":
      return <Import back={back} done={done} />;
    case "watch":
      return <Watch back={back} done={done} />;
    case "choose":
      return (
        <Page title={t.start.title} lead={t.start.lead}>
          <div className="ways">
            <button type="button" className="main" onClick={() => setWay("create")}>
              {t.start.create}
            </button>
            <button type="button" className="main stop" onClick={() => setWay("import")}>
              {t.start.import}
            </button>
            <button type="button" className="main stop" onClick={() => setWay("watch")}>
              {t.start.watch}
            </button>
          </div>
          <p className="quiet">{t.start.keplr}</p>
        </Page>
      );
  }
}

/** Takes the words of a wallet that exists. The only place that ever asks for words. */
function Import({ back, done }: { back(): void; done(): void }) {
  const { t } = useText();
  const id = useId();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [phrase, setPhrase] = useState<string | null>(null);
  if (phrase !== null) return <Password phrase={phrase} done={done} />;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const r = checkPhrase(text);
    if ("phrase" in r) setPhrase(r.phrase);
    else setFault(r.fault === "count" ? t.import.count(r.count) : r.fault === "word" ? t.import.word(r.at) : t.import.checksum);
  };
  return (
    <Page title={t.import.title} lead={t.import.lead}>
      <form onSubmit={submit}>
        <label htmlFor={id}>{t.import.field}</label>
        <textarea
          id={id}
          name="phrase"
          rows={4}
          value={text}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={fault ? true : undefined}
          onChange={(e) => setText(e.target.value)}
        />
        <p role="alert" className="fault">
          {fault}
        </p>
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

function Watch({ back, done }: { back(): void; done(): void }) {
  const { t } = useText();
  const { keeper, refresh } = useWallet();
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const wrong = addressFault(address);
    setFault(wrong && t.send.faults[wrong]);
    if (wrong !== null) return;
    const state = await keeper.watch(address.trim(), name.trim() || t.home.watched);
    done();
    await refresh(state);
  };
  return (
    <Page title={t.watch.title} lead={t.watch.lead}>
      <form onSubmit={submit}>
        <Field label={t.send.to} name="address" value={address} change={setAddress} fault={fault} />
        <Field label={t.watch.field} name="name" value={name} maxLength={40} change={setName} />
        <div className="row">
          <button type="button" className="main stop" onClick={back}>
            {t.back}
          </button>
          <button type="submit" className="main">
            {t.watch.add}
          </button>
        </div>
      </form>
    </Page>
  );
}
