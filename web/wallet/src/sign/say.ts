// What a message does, as a sentence. A message without a sentence here is shown in red: nobody signs what nobody explained.
import { formatTao, parseRao } from "@shared/amount";
import type { Message } from "@shared/provider/wallet";
import { clean } from "@shared/text";
import type { Messages } from "../i18n";

/** A sentence, the amount that it is about, and how much of it leaves the account for somebody else. Amounts are in rao. */
export interface Said {
  words: string;
  amount: bigint | null;
  leaves: bigint;
}

/** Turns an address into what stands in a sentence: the whole of it, with the name of a contact. */
export type Name = (address: string) => string;

const PERCENT = 65_535; // a take is in parts of it

/** Says what a message does; null when this wallet cannot. Nothing in the message is taken for granted. */
export function say(t: Messages, m: Message, name: Name, lang: string): Said | null {
  const s = t.says;
  const text = (k: string) => (typeof m[k] === "string" || typeof m[k] === "number" ? clean(String(m[k]), 200) : "");
  const who = (k: string) => name(text(k));
  const rao = (k: string) => parseRao(text(k)) ?? 0n;
  const tao = (k: string) => `${formatTao(rao(k), lang)} TAO`;
  const plain = (words: string): Said => ({ words, amount: null, leaves: 0n });
  const about = (words: string, k: string, leaves = false): Said => ({ words, amount: rao(k), leaves: leaves ? rao(k) : 0n });
  const all = m.all === true;
  switch (m["@type"]) {
    case "/cosmos.bank.v1beta1.MsgSend":
      return sent(t, m, who("to_address"), lang);
    case "/tianwang.stake.v1.MsgAddStake":
      return about(s.stake(tao("amount"), who("hotkey")), "amount");
    case "/tianwang.stake.v1.MsgRemoveStake":
      return all ? plain(s.unstakeAll(who("hotkey"))) : about(s.unstake(tao("amount"), who("hotkey")), "amount");
    case "/tianwang.stake.v1.MsgMoveStake":
      return all ? plain(s.moveAll(who("from"), who("to"))) : about(s.move(tao("amount"), who("from"), who("to")), "amount");
    case "/tianwang.stake.v1.MsgTransferStake":
      return all ? plain(s.giveAll(who("hotkey"), who("to"))) : about(s.give(tao("amount"), who("hotkey"), who("to")), "amount", true);
    case "/tianwang.stake.v1.MsgSetTake":
      return plain(s.take(who("hotkey"), ((Number(text("take")) / PERCENT) * 100).toFixed(2)));
    case "/tianwang.stake.v1.MsgSetAutoStake":
      return plain(text("hotkey") === "" ? s.noAutoStake : s.autoStake(who("hotkey")));
    case "/tianwang.stake.v1.MsgSwapHotkey":
      return about(s.swapHotkey(who("hotkey"), who("new_hotkey"), tao("max_fee")), "max_fee", true);
    case "/tianwang.escrow.v1.MsgOpen":
      return about(s.open(tao("deposit"), who("gateway")), "deposit", true);
    case "/tianwang.escrow.v1.MsgTopUp":
      return about(s.topUp(tao("amount"), text("channel")), "amount", true);
    case "/tianwang.escrow.v1.MsgClose":
      return plain(s.close(text("channel")));
    case "/tianwang.root.v1.MsgJoin":
      return plain(s.rootJoin(who("hotkey")));
    case "/tianwang.root.v1.MsgLeave":
      return plain(s.rootLeave(who("hotkey")));
    case "/tianwang.producer.v1.MsgJoin":
      return plain(s.produce(who("hotkey")));
    case "/tianwang.producer.v1.MsgLeave":
      return plain(s.produceNot(who("hotkey")));
    case "/tianwang.producer.v1.MsgUnjail":
      return plain(s.unjail(who("hotkey")));
    case "/tianwang.subnet.v1.MsgCreateSubnet":
      return about(s.createSubnet(text("name"), text("task"), tao("max_cost")), "max_cost", true);
    case "/tianwang.subnet.v1.MsgRegisterBurn":
      return about(s.register(who("hotkey"), text("netuid"), tao("max_price")), "max_price", true);
    case "/tianwang.subnet.v1.MsgSetIdentity":
      return plain(s.identity(text("netuid"), text("name")));
    case "/tianwang.subnet.v1.MsgOfferOwnership":
      return plain(text("to") === "" ? s.offerNot(text("netuid")) : s.offer(text("netuid"), who("to")));
    case "/tianwang.subnet.v1.MsgAcceptOwnership":
      return plain(s.accept(text("netuid")));
    default:
      return null;
  }
}

/** A payment. One of several coins, or of another than ours, has no sentence. */
function sent(t: Messages, m: Message, to: string, lang: string): Said | null {
  const coins = Array.isArray(m.amount) ? m.amount : [];
  const coin = coins[0] as Record<string, unknown> | undefined;
  const amount = coins.length === 1 && coin?.denom === "rao" ? parseRao(coin.amount) : null;
  return amount === null ? null : { words: t.says.send(`${formatTao(amount, lang)} TAO`, to), amount, leaves: amount };
}
