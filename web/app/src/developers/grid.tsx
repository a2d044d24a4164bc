import type { ReactNode } from "react";
import { Scroll } from "../parts/scroll";

/** A table with heads of its own; the first column names the row. */
export function Grid(props: { caption: string; heads: readonly string[]; rows: readonly { id: string; cells: readonly ReactNode[] }[] }) {
  return (
    <Scroll label={props.caption}>
      <table className="listing">
        <caption className="unseen">{props.caption}</caption>
        <thead>
          <tr>
            {props.heads.map((h) => (
              <th key={h} scope="col">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.id}>
              {row.cells.map((cell, i) =>
                i === 0 ? (
                  <th key={props.heads[i]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={props.heads[i]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
