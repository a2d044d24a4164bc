import type { ReactNode } from "react";
import type { ApiError } from "../api/client";
import { useHistory, withParams } from "../api/history";
import type { List } from "../api/types";
import { errorWords } from "../api/words";
import { type Messages, useText } from "../i18n";
import { useParam, usePath } from "../route";
import { Unknown } from "./figures";
import { Link } from "./link";
import { Scroll } from "./scroll";

/** A column of a table: its name, and what stands in it. */
export interface Column<T> {
  name: keyof Messages["pages"]["col"];
  number?: boolean;
  cell: (row: T) => ReactNode;
}

const WAITING = Array.from({ length: 8 }, (_, i) => i);

/** A table whose first column names the row. While the rows are not known it shows where they will be. */
export function Table<T>(props: {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[] | undefined;
  id: (row: T, i: number) => string;
  head?: ReactNode;
}) {
  const { t } = useText();
  const [first, ...others] = props.columns;
  const side = (c: Column<T>) => (c.number ? "number" : undefined);
  return (
    <Scroll label={props.caption}>
      <table className="listing" aria-busy={props.rows === undefined}>
        <caption className="unseen">{props.caption}</caption>
        {props.head ?? (
          <thead>
            <tr>
              {props.columns.map((c) => (
                <th key={c.name} scope="col" className={side(c)}>
                  {t.pages.col[c.name]}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {props.rows === undefined &&
            WAITING.map((i) => (
              <tr key={i}>
                {props.columns.map((c) => (
                  <td key={c.name} className={side(c)}>
                    <Unknown />
                  </td>
                ))}
              </tr>
            ))}
          {props.rows?.map((row, i) => (
            <tr key={props.id(row, i)}>
              {first && (
                <th scope="row" className={side(first)}>
                  {first.cell(row)}
                </th>
              )}
              {others.map((c) => (
                <td key={c.name} className={side(c)}>
                  {c.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** What went wrong, in words. */
export function Wrong({ error }: { error: ApiError }) {
  const { t } = useText();
  return (
    <p className="wrong" role="alert">
      {errorWords(t, error)}
    </p>
  );
}

/** A list of the index, newest first: a page of it, and links to what is older. The newest page goes with the chain. */
export function Listing<T>(props: {
  path: string;
  params?: Record<string, string | null | undefined>;
  caption: string;
  columns: readonly Column<T>[];
  id: (row: T, i: number) => string;
}) {
  const { t } = useText();
  const cursor = useParam("cursor");
  const here = usePath();
  const { data, error } = useHistory<List<T>>(withParams(props.path, { ...props.params, cursor }), cursor !== null);
  const link = (next: string | null) => {
    const query = Object.fromEntries(new URLSearchParams(location.search));
    return withParams(here, { ...query, cursor: next });
  };
  if (error && !data) return <Wrong error={error} />;
  if (data?.data.length === 0 && cursor === null) return <p className="empty">{t.pages.nothing}</p>;
  return (
    <>
      <Table caption={props.caption} columns={props.columns} rows={data?.data} id={props.id} />
      <p className="pager">
        {cursor !== null && <Link to={link(null)}>{t.pages.newest}</Link>}
        {data?.next && <Link to={link(data.next)}>{t.pages.older}</Link>}
      </p>
    </>
  );
}
