// The vote on a proposal: a message of the Cosmos SDK that the generated code, which has the chain's own, does not know.
import { BinaryWriter } from "@bufbuild/protobuf/wire";

export const VOTE = "/cosmos.gov.v1.MsgVote";

/** The options, at their numbers in the protocol. */
const options = ["VOTE_OPTION_UNSPECIFIED", "VOTE_OPTION_YES", "VOTE_OPTION_ABSTAIN", "VOTE_OPTION_NO", "VOTE_OPTION_NO_WITH_VETO"];

interface Vote {
  proposalId: string;
  voter: string;
  option: string;
  metadata: string;
}

/** Reads and writes a vote. */
export function govVote() {
  const text = (v: unknown) => (typeof v === "string" ? v : "");
  return {
    fromJSON(json: unknown): Vote {
      const { proposal_id, voter, option, metadata } = json as Record<string, unknown>;
      if (!/^\d{1,19}$/.test(text(proposal_id))) throw new Error("the proposal is no number");
      if (options.indexOf(text(option)) < 1) throw new Error("there is no such option");
      return { proposalId: text(proposal_id), voter: text(voter), option: text(option), metadata: text(metadata) };
    },
    toJSON: (m: unknown) => m,
    encode(m: unknown): BinaryWriter {
      const { proposalId, voter, option, metadata } = m as Vote;
      const w = new BinaryWriter().uint32(8).uint64(proposalId).uint32(18).string(voter).uint32(24).int32(options.indexOf(option));
      return metadata === "" ? w : w.uint32(34).string(metadata);
    },
  };
}
