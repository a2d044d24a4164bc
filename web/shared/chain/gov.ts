// Governance: messages of the Cosmos SDK that the generated code, which has the chain's own, does not know.
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { Message } from "../provider/wallet";
import { type Coin, camelAll, readCoins, writeCoins } from "./coins";

export const VOTE = "/cosmos.gov.v1.MsgVote";
export const DEPOSIT = "/cosmos.gov.v1.MsgDeposit";
export const SUBMIT = "/cosmos.gov.v1.MsgSubmitProposal";

/** The options, at their numbers in the protocol. */
const options = ["VOTE_OPTION_UNSPECIFIED", "VOTE_OPTION_YES", "VOTE_OPTION_ABSTAIN", "VOTE_OPTION_NO", "VOTE_OPTION_NO_WITH_VETO"];

interface Vote {
  proposalId: string;
  voter: string;
  option: string;
  metadata: string;
}

const text = (v: unknown) => (typeof v === "string" ? v : "");

/** Reads the number of a proposal. */
function proposal(v: unknown): string {
  if (!/^\d{1,19}$/.test(text(v))) throw new Error("the proposal is no number");
  return text(v);
}

/** Reads and writes a vote. */
export function govVote() {
  return {
    fromJSON(json: unknown): Vote {
      const { proposal_id, voter, option, metadata } = json as Record<string, unknown>;
      if (options.indexOf(text(option)) < 1) throw new Error("there is no such option");
      return { proposalId: proposal(proposal_id), voter: text(voter), option: text(option), metadata: text(metadata) };
    },
    toJSON: (m: unknown) => m,
    encode(m: unknown): BinaryWriter {
      const { proposalId, voter, option, metadata } = m as Vote;
      const w = new BinaryWriter().uint32(8).uint64(proposalId).uint32(18).string(voter).uint32(24).int32(options.indexOf(option));
      return metadata === "" ? w : w.uint32(34).string(metadata);
    },
  };
}

interface Deposit {
  proposalId: string;
  depositor: string;
  amount: Coin[];
}

/** Reads and writes a deposit for a proposal. */
export function govDeposit() {
  return {
    fromJSON(json: unknown): Deposit {
      const { proposal_id, depositor, amount } = json as Record<string, unknown>;
      return { proposalId: proposal(proposal_id), depositor: text(depositor), amount: readCoins(amount) };
    },
    toJSON: (m: unknown) => m,
    encode(m: unknown): BinaryWriter {
      const { proposalId, depositor, amount } = m as Deposit;
      return writeCoins(new BinaryWriter().uint32(8).uint64(proposalId).uint32(18).string(depositor), 26, amount);
    },
  };
}

interface Submit {
  messages: unknown;
  packed: { typeUrl: string; value: Uint8Array }[];
  initialDeposit: Coin[];
  proposer: string;
  metadata: string;
  title: string;
  summary: string;
  expedited: boolean;
}

/** Reads and writes a proposal. What it would do is written by pack, which refuses what it cannot write whole. */
export function govSubmit(pack: (m: Message) => { typeUrl: string; value: Uint8Array }) {
  return {
    fromJSON(json: unknown): Submit {
      const j = json as Record<string, unknown>;
      const inside = Array.isArray(j.messages) ? (j.messages as Message[]) : [];
      if (inside.some((m) => m["@type"] === SUBMIT)) throw new Error("a proposal cannot hold another");
      return {
        packed: inside.map(pack),
        messages: camelAll(inside),
        initialDeposit: readCoins(j.initial_deposit),
        proposer: text(j.proposer),
        metadata: text(j.metadata),
        title: text(j.title),
        summary: text(j.summary),
        expedited: j.expedited === true,
      };
    },
    toJSON: (m: unknown) => m,
    encode(m: unknown): BinaryWriter {
      const s = m as Submit;
      const w = new BinaryWriter();
      for (const p of s.packed) w.uint32(10).fork().uint32(10).string(p.typeUrl).uint32(18).bytes(p.value).join();
      writeCoins(w, 18, s.initialDeposit);
      for (const [tag, v] of [
        [26, s.proposer],
        [34, s.metadata],
        [42, s.title],
        [50, s.summary],
      ] as const)
        if (v !== "") w.uint32(tag).string(v);
      return s.expedited ? w.uint32(56).bool(true) : w;
    },
  };
}
