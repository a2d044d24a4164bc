import { useHistory } from "../api/history";
import type { Block as BlockData } from "../api/types";
import { useText } from "../i18n";
import { Facts, Title } from "../parts/facts";
import { Amount, Count, Key } from "../parts/figures";
import { KeyLink, Link } from "../parts/link";
import { Listing, Wrong } from "../parts/table";
import { When } from "../parts/when";
import { blockPath, txColumns } from "./columns";

/** One block, by height or hash, and its transactions. */
export default function Block({ id }: { id: string }) {
  const { t, lang } = useText();
  const { data: b, error } = useHistory<BlockData>(`blocks/${id}`);
  const c = t.pages.col;
  const height = b ? new Intl.NumberFormat(lang).format(b.height) : id.length > 19 ? "…" : id;
  return (
    <>
      <section className="panel">
        <Title>{t.pages.block.title(height)}</Title>
        {error && !b && <Wrong error={error} />}
        {b && (
          <>
            <Facts
              all={[
                [c.time, <When key="t" at={b.time} absolute />],
                [c.hash, <Key key="h" value={b.hash} what={c.hash} head={16} tail={8} />],
                [c.parent, <KeyLink key="p" to={blockPath(b.height - 1)} value={b.parent} what={c.parent} />],
                [c.state, <Key key="s" value={b.state} what={c.state} />],
                [c.proposer, <Key key="o" value={b.proposer} what={c.proposer} />],
                [c.txs, <Count key="x" n={b.txs} />],
                [c.events, <Count key="e" n={b.events} />],
                [c.minted, <Amount key="m" rao={b.minted_rao} places={9} />],
                [c.burned, <Amount key="b" rao={b.burned_rao} places={9} />],
              ]}
            />
            <p className="pager">
              {b.height > 1 && <Link to={blockPath(b.height - 1)}>{t.pages.block.before}</Link>}
              <Link to={blockPath(b.height + 1)}>{t.pages.block.after}</Link>
            </p>
          </>
        )}
      </section>
      {b && (
        <section className="panel" aria-labelledby="block-txs">
          <h2 id="block-txs">{t.pages.titles.txs}</h2>
          <Listing
            path="txs"
            params={{ height: String(b.height) }}
            caption={t.pages.titles.txs}
            columns={txColumns}
            id={(x) => `${x.hash}/${x.index}`}
          />
        </section>
      )}
    </>
  );
}
