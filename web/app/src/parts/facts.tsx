import type { ReactNode } from "react";

/** The head of a page: its name, and a sentence about it. */
export function Title({ children, lead }: { children: ReactNode; lead?: ReactNode }) {
  return (
    <div className="title">
      <h1>{children}</h1>
      {lead !== undefined && <p className="lead">{lead}</p>}
    </div>
  );
}

/** Names and what they stand for. */
export function Facts({ all }: { all: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {all.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
