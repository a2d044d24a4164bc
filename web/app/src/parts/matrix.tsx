import type { ReactNode } from "react";
import { useText } from "../i18n";
import { percentText } from "./bars";
import { Scroll } from "./scroll";

/** A row of a matrix: its name, and the share of one that each column has. */
export interface MatrixRow {
  id: string;
  name: ReactNode;
  shares: ReadonlyMap<number, number>;
}

/** A table of shares in which a stronger colour is a larger share. The numbers stand in it too: colour is never alone. */
export function Matrix(props: {
  caption: string;
  corner: string;
  columns: readonly { id: number; name: ReactNode }[];
  rows: readonly MatrixRow[];
}) {
  const { lang } = useText();
  return (
    <Scroll label={props.caption}>
      <table className="listing matrix">
        <caption className="unseen">{props.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{props.corner}</th>
            {props.columns.map((c) => (
              <th key={c.id} scope="col" className="number">
                {c.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((r) => (
            <tr key={r.id}>
              <th scope="row">{r.name}</th>
              {props.columns.map((c) => {
                const share = r.shares.get(c.id) ?? 0;
                return (
                  <td key={c.id} className="number heat" style={{ "--heat": `${Math.round(share * 35)}%` } as React.CSSProperties}>
                    {share === 0 ? <span className="zero">·</span> : percentText(share, lang, 1)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
