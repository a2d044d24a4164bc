/**
 * What CosmJS needs to know of the Tianwang chain: its transactions, its queries, and its events.
 *
 *     const client = await SigningStargateClient.connectWithSigner(rpc, wallet, { registry: registry(), gasPrice })
 *     await client.signAndBroadcast(cold, [{ typeUrl: "/tianwang.stake.v1.MsgAddStake", value }], "auto")
 *
 * Amounts are bigint and in rao; one TAO is 10⁹ rao.
 */
import { type GeneratedType, Registry } from "@cosmjs/proto-signing";
import { createProtobufRpcClient, defaultRegistryTypes, QueryClient } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { events, messages } from "../gen/index.js";

export * from "../gen/index.js";

/** The first part of every address. */
export const prefix = "tao";

/** The smallest unit of money. */
export const denom = "rao";

/** All transactions that the chain takes: those of the Cosmos SDK that CosmJS knows, and its own. */
export function registry(): Registry {
  return new Registry([...defaultRegistryTypes, ...messages] as Iterable<[string, GeneratedType]>);
}

/** A type of message, as generated. */
interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

/** Asks a module: service is as in "tianwang.stake.v1.Query", method as in "Stakes". */
export async function query<Request, Answer>(
  client: CometClient,
  service: string,
  method: string,
  request: Codec<Request>,
  answer: Codec<Answer>,
  what: Request,
): Promise<Answer> {
  const rpc = createProtobufRpcClient(new QueryClient(client));
  return answer.decode(await rpc.request(service, method, request.encode(what).finish()));
}

/** An event as the chain tells it. */
export interface RawEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

/** The name of an event of the chain's own modules. */
export type EventType = keyof typeof events;

/** What an event of a type says. */
export type EventOf<T extends EventType> = ReturnType<(typeof events)[T]["fromJSON"]>;

/** An event and what it says. */
export type TianwangEvent = { [T in EventType]: { type: T; value: EventOf<T> } }[EventType];

/** Attributes that the Cosmos SDK adds to events. */
const foreign = new Set(["msg_index", "mode"]);

/**
 * Reads an event of the chain's own modules; undefined if it is one of another module. It throws when the event has
 * something that its type has not: then these types are older than the chain.
 */
export function decodeEvent(event: RawEvent): TianwangEvent | undefined {
  if (!(event.type in events)) {
    if (event.type.startsWith("tianwang.")) {
      throw new Error(`${event.type}: these types are older than the chain`);
    }
    return undefined;
  }
  const type = event.type as EventType;
  const said: Record<string, unknown> = {};
  for (const { key, value } of event.attributes) {
    if (!foreign.has(key)) {
      said[key] = JSON.parse(value);
    }
  }
  const value = events[type].fromJSON(said);
  for (const key of Object.keys(said)) {
    if (!(camel(key) in value)) {
      throw new Error(`${type} has ${key}: these types are older than the chain`);
    }
  }
  return { type, value } as TianwangEvent;
}

/** The name of a field here. */
export function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
