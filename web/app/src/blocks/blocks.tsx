import { useBlocks } from "../api/queries";
import { useText } from "../i18n";
import { Count, Key } from "../parts/figures";
import { Scroll } from "../parts/scroll";

function Time({ at }: { at: string }) {
  const { lang } = useText();
  const when = new Date(at);
  if (Number.isNaN(when.getTime())) return <>–</>;
  const short = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const full = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "long" });
  return (
    <time dateTime={at} title={full.format(when)}>
      {short.format(when)}
    </time>
  );
}

/** The latest blocks, newest first. */
export function Blocks() {
  const { t } = useText();
  const { data } = useBlocks();
  return (
    <section className="blocks panel" aria-labelledby="blocks-title">
      <h2 id="blocks-title">{t.blocks.title}</h2>
      <Scroll label={t.blocks.title}>
        <table>
          <caption className="unseen">{t.blocks.title}</caption>
          <thead>
            <tr>
              <th scope="col" className="number">
                {t.blocks.height}
              </th>
              <th scope="col">{t.blocks.time}</th>
              <th scope="col" className="number">
                {t.blocks.txs}
              </th>
              <th scope="col">{t.blocks.proposer}</th>
              <th scope="col">{t.blocks.hash}</th>
            </tr>
          </thead>
          <tbody>
            {data?.map((b) => (
              <tr key={b.height}>
                <th scope="row" className="number">
                  <Count n={b.height} />
                </th>
                <td>
                  <Time at={b.time} />
                </td>
                <td className="number">
                  <Count n={b.txs} />
                </td>
                <td>
                  <Key value={b.proposer} what={t.blocks.proposer} head={6} tail={4} />
                </td>
                <td>
                  <Key value={b.hash} what={t.blocks.hash} head={6} tail={4} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
