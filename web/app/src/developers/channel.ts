// Which channel of the signed-in account pays. The pages send its number in a field of their own, which no page of another
// site can send.

import { keep, recall } from "@shared/memory";

const KEPT = "tianwang.channel";

/** The number of the channel that pays, "" for none. */
export function chosenChannel(): string {
  const kept = recall(KEPT) ?? "";
  return /^[1-9]\d{0,18}$/.test(kept) ? kept : "";
}

export const chooseChannel = (channel: string) => keep(KEPT, channel);

/** The field of a request that names the channel. */
export function channelHeader(): Record<string, string> {
  const channel = chosenChannel();
  return channel === "" ? {} : { "Tianwang-Channel": channel };
}
