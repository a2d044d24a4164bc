// Coins in messages of the Cosmos SDK, and the names of its fields.
import type { BinaryWriter } from "@bufbuild/protobuf/wire";

export interface Coin {
  denom: string;
  amount: string;
}

const text = (v: unknown) => (typeof v === "string" ? v : "");

/** Reads coins from JSON. Throws for an amount that is no whole number. */
export function readCoins(json: unknown): Coin[] {
  const all: unknown[] = Array.isArray(json) ? json : [];
  return all.map((c) => {
    const { denom, amount } = (c ?? {}) as Record<string, unknown>;
    if (!/^\d{1,40}$/.test(text(amount))) throw new Error("an amount is no number");
    return { denom: text(denom), amount: text(amount) };
  });
}

/** Writes coins into a message that was begun, each with the tag of the field. */
export function writeCoins(w: BinaryWriter, tag: number, coins: readonly Coin[]): BinaryWriter {
  for (const c of coins) w.uint32(tag).fork().uint32(10).string(c.denom).uint32(18).string(c.amount).join();
  return w;
}

/** The camelCase of a name, as the generated code has it. */
export const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A JSON value with all its names in camelCase. */
export function camelAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelAll);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [camel(k), camelAll(v)]));
}
