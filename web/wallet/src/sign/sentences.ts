// The sentence of every message, by its type. All that decides stands in it: who gets what, under which conditions.
import { formatTao, parseRao } from "@shared/amount";
import { DEPOSIT, SUBMIT, VOTE } from "@shared/chain/gov";
import { about, grave, parting, plain, type Reader, type Said } from "./said";

type Sentence = (r: Reader) => Said | null;

const MANY = 8; // entries of a list that a sentence names; the rest is counted, and stands under "As data"

/** A list in words; what is too long for a sentence is counted. */
function listed({ s }: Reader, all: string[]): string {
  const rest = all.length - MANY;
  return s.list(rest > 0 ? [...all.slice(0, MANY), s.more(rest)] : all);
}

/** Two lists side by side, such as uids and their weights. */
function pairs(r: Reader, of: string, to: string, word: (a: string, b: string) => string): string {
  const values = r.texts(to);
  return listed(
    r,
    r.texts(of).map((k, i) => word(k, values[i] ?? "")),
  );
}

/** Coins of ours, in rao; null when there are others, or several. */
function coins(r: Reader, field: string): bigint | null {
  const all = r.all(field);
  if (all.length === 0) return 0n;
  return all.length === 1 && all[0]?.text("denom") === "rao" ? parseRao(all[0].text("amount")) : null;
}

const tao = (rao: bigint, lang: string) => `${formatTao(rao, lang)} TAO`;

const send: Sentence = (r) => {
  const amount = coins(r, "amount");
  return amount === null || amount === 0n ? null : parting(r.s.send(tao(amount, r.lang), r.who("to_address")), amount);
};

const stake: [string, Sentence][] = [
  ["AddStake", (r) => about(r.s.stake(r.tao("amount"), r.who("hotkey")), r.rao("amount"))],
  [
    "RemoveStake",
    (r) => (r.is("all") ? plain(r.s.unstakeAll(r.who("hotkey"))) : about(r.s.unstake(r.tao("amount"), r.who("hotkey")), r.rao("amount"))),
  ],
  [
    "MoveStake",
    (r) =>
      r.is("all")
        ? plain(r.s.moveAll(r.who("from"), r.who("to")))
        : about(r.s.move(r.tao("amount"), r.who("from"), r.who("to")), r.rao("amount")),
  ],
  [
    "TransferStake",
    (r) =>
      r.is("all")
        ? grave(plain(r.s.giveAll(r.who("hotkey"), r.who("to"))))
        : parting(r.s.give(r.tao("amount"), r.who("hotkey"), r.who("to")), r.rao("amount")),
  ],
  ["SetTake", (r) => plain(r.s.take(r.who("hotkey"), r.percent("take")))],
  ["SetAutoStake", (r) => plain(r.text("hotkey") === "" ? r.s.noAutoStake : r.s.autoStake(r.who("hotkey")))],
  ["SetChildren", children],
  ["SetChildTake", (r) => plain(r.s.childTake(r.who("hotkey"), r.text("netuid"), r.percent("take")))],
  ["SwapHotkey", (r) => parting(r.s.swapHotkey(r.who("hotkey"), r.who("new_hotkey"), r.tao("max_fee")), r.rao("max_fee"))],
  ["AnnounceColdkeySwap", (r) => grave(parting(r.s.announceSwap(r.text("hash"), r.tao("max_fee")), r.rao("max_fee")))],
  ["SwapColdkey", (r) => grave(plain(r.s.swapColdkey(r.who("coldkey"), r.who("new_coldkey"))))],
  ["DisputeColdkeySwap", (r) => grave(plain(r.s.disputeSwap(r.who("coldkey"))))],
  ["CancelColdkeySwap", (r) => plain(r.s.cancelSwap(r.who("coldkey")))],
  [
    "ResolveColdkeySwap",
    (r) => plain(r.text("new_coldkey") === "" ? r.s.forgetSwap(r.who("coldkey")) : r.s.resolveSwap(r.who("coldkey"), r.who("new_coldkey"))),
  ],
];

function children(r: Reader): Said {
  const all = r.all("children").map((c) => r.s.part(c.percent("proportion"), c.who("hotkey")));
  return plain(
    all.length === 0 ? r.s.noChildren(r.who("hotkey"), r.text("netuid")) : r.s.children(r.who("hotkey"), r.text("netuid"), r.s.list(all)), // whole: each of them gets power
  );
}

const escrow: [string, Sentence][] = [
  ["Open", open],
  ["TopUp", (r) => parting(r.s.topUp(r.tao("amount"), r.text("channel")), r.rao("amount"))],
  ["Settle", settle],
  ["Close", (r) => plain(r.s.close(r.text("channel")))],
];

function open(r: Reader): Said {
  const parts = [r.s.open(r.tao("deposit"), r.who("gateway"))];
  if (Number(r.text("grace")) > 0) parts.push(r.s.grace(r.text("grace")));
  if (Number(r.text("subnet_share")) > 0) parts.push(r.s.subnetShare(r.percent("subnet_share")));
  if (r.text("signer") !== "") parts.push(r.s.signer(r.text("signer")));
  return parting(parts.join(r.s.semicolon), r.rao("deposit"));
}

function settle(r: Reader): Said {
  const spent = r.all("spent").map((x) => r.s.spent(x.tao("amount"), x.text("netuid")));
  const to = r.text("pay_to") === "" ? r.s.paySelf : r.s.payTo(r.who("pay_to"));
  return plain([r.s.settle(r.text("channel"), listed(r, spent)), to].join(r.s.semicolon));
}

const root: [string, Sentence][] = [
  ["Join", (r) => plain(r.s.rootJoin(r.who("hotkey")))],
  ["Leave", (r) => plain(r.s.rootLeave(r.who("hotkey")))],
  ["Vote", (r) => plain(r.s.rootVote(r.who("hotkey"), pairs(r, "netuids", "weights", r.s.forSubnet)))],
];

const producer: [string, Sentence][] = [
  ["Join", (r) => plain(r.s.produce(r.who("hotkey"), r.text("pubkey")))],
  ["Leave", (r) => plain(r.s.produceNot(r.who("hotkey")))],
  ["Rotate", (r) => plain(r.s.rotate(r.who("hotkey"), r.text("pubkey")))],
  ["Unjail", (r) => plain(r.s.unjail(r.who("hotkey")))],
];

/** Rules whose values are amounts of rao. */
const priced = new Set(["min_burn", "max_burn"]);

function setting(r: Reader): string {
  const rao = priced.has(r.text("name")) ? parseRao(r.text("value")) : null;
  return `${r.text("name")} = ${rao === null ? r.text("value") : tao(rao, r.lang)}`;
}

const subnet: [string, Sentence][] = [
  [
    "CreateSubnet",
    (r) => {
      const words = r.s.createSubnet(r.text("name"), r.text("task"), r.text("task_version"), r.tao("max_cost"));
      return parting(described(r, words, r.text("description")), r.rao("max_cost"));
    },
  ],
  ["RegisterWork", (r) => plain(r.s.registerWork(r.who("hotkey"), r.text("netuid"), r.who("coldkey")))],
  ["RegisterBurn", (r) => parting(r.s.register(r.who("hotkey"), r.text("netuid"), r.tao("max_price")), r.rao("max_price"))],
  ["ServeAxon", axon],
  ["SetHyperparams", (r) => plain(r.s.hyperparams(r.text("netuid"), r.s.list(r.all("settings").map(setting))))],
  [
    "SetIdentity",
    (r) => {
      const more = r.all("identity").flatMap((i) => i.fields());
      return plain(described(r, r.s.identity(r.text("netuid"), r.text("name")), r.text("description"), ...more));
    },
  ],
  ["OfferOwnership", (r) => plain(r.text("to") === "" ? r.s.offerNot(r.text("netuid")) : r.s.offer(r.text("netuid"), r.who("to")))],
  ["AcceptOwnership", (r) => plain(r.s.accept(r.text("netuid")))],
  ["DissolveSubnet", (r) => grave(plain(r.s.dissolve(r.text("netuid"))))],
];

/** A sentence, and after it what somebody says of something. */
function described(r: Reader, words: string, ...texts: string[]): string {
  const all = texts.filter((x) => x !== "");
  return all.length === 0 ? words : r.s.described(words, r.s.list(all));
}

function axon(r: Reader): Said {
  const words = r.s.axon(r.who("hotkey"), r.text("netuid"), `${r.text("protocol")}://${r.text("host")}:${r.text("port")}`);
  return plain(r.text("tls_key") === "" ? words : [words, r.s.tlsKey(r.text("tls_key"))].join(r.s.semicolon));
}

const weights: [string, Sentence][] = [
  ["SetWeights", (r) => plain(r.s.weigh(r.who("hotkey"), r.text("netuid"), pairs(r, "uids", "weights", r.s.forNeuron)))],
  ["CommitWeights", (r) => plain(r.s.commit(r.who("hotkey"), r.text("netuid"), r.text("hash")))],
  ["RevealWeights", (r) => plain(r.s.reveal(r.who("hotkey"), r.text("netuid"), pairs(r, "uids", "weights", r.s.forNeuron)))],
];

const gov: [string, Sentence][] = [
  [VOTE, ballot],
  [
    DEPOSIT,
    (r) => {
      const amount = coins(r, "amount");
      return amount === null ? null : parting(r.s.deposit(tao(amount, r.lang), r.text("proposal_id")), amount);
    },
  ],
  [SUBMIT, propose],
];

function ballot(r: Reader): Said | null {
  const { options } = r.s;
  const words = new Map([
    ["VOTE_OPTION_YES", options.yes],
    ["VOTE_OPTION_NO", options.no],
    ["VOTE_OPTION_NO_WITH_VETO", options.veto],
    ["VOTE_OPTION_ABSTAIN", options.abstain],
  ]).get(r.text("option"));
  return words === undefined ? null : plain(r.s.ballot(words, r.text("proposal_id")));
}

/** A proposal, with what happens if it passes; null when a part of that has no sentence. */
function propose(r: Reader): Said | null {
  const deposit = coins(r, "initial_deposit");
  const inside = r.all("messages").map((m) => (m.text("@type") === SUBMIT ? null : m.say()));
  if (deposit === null || inside.includes(null)) return null;
  const what = inside.map((x) => x?.words ?? "");
  const words = r.s.propose(r.text("title"), tao(deposit, r.lang));
  const kind = r.is("expedited") ? [words, r.s.expedited].join(r.s.semicolon) : words;
  const after = what.length === 0 ? r.s.onlyText : r.s.ifPassed(r.s.list(what));
  return parting(described(r, [kind, after].join(r.s.semicolon), r.text("summary")), deposit);
}

/** Parameters of a module, which governance alone may set: this is signed by nobody, but stands in proposals. */
const params = (module: string): [string, Sentence] => [
  `/tianwang.${module}.v1.MsgUpdateParams`,
  (r) => plain(r.s.params(module, r.s.list(r.all("params").flatMap((p) => p.fields())))),
];

const of = (module: string, all: [string, Sentence][]): [string, Sentence][] =>
  all.map(([name, sentence]) => [`/tianwang.${module}.v1.Msg${name}`, sentence]);

/** The sentences by the types of messages. */
export const sentences = new Map<string, Sentence>([
  ["/cosmos.bank.v1beta1.MsgSend", send],
  ...of("stake", stake),
  ...of("escrow", escrow),
  ...of("root", root),
  ...of("producer", producer),
  ...of("subnet", subnet),
  ...of("weights", weights),
  ...of("epoch", [["ResetBonds", (r) => plain(r.s.resetBonds(r.who("hotkey"), r.text("netuid")))]]),
  ...gov,
  ...["emission", "epoch", "escrow", "producer", "root", "stake", "subnet"].map(params),
]);
