// What the explorer's API and the gateway answer, as far as this page reads it. Amounts are strings of rao.

export interface Status {
  chain_id: string;
  ready: boolean;
  height: number;
  stale: string; // "" or why what is shown is old
  age_seconds: number; // of the latest block that the index has
  supply_rao: string;
  subnets: number;
  miners: number;
  validators: number;
  urls: Record<string, string> | null;
}

export interface Supply {
  height: number;
  supply_rao: string;
  cap_rao: string;
  minted_rao: string;
  burned_rao: string;
  era: number;
  block_reward_rao: string;
  next_halving_rao: string;
}

export interface Subnet {
  netuid: number;
  name: string;
  description: string;
  task: string;
  task_version: number;
  owner: string;
  yuma: string;
  tempo: number;
  epoch: number;
  due_at: number;
  last_epoch: number;
  slots: number;
  emission_rao: string;
  pending_rao: string;
  burn_rao: string;
  difficulty: number;
  neurons: Neuron[];
}

export interface Neuron {
  uid: number;
  hotkey: string;
  coldkey: string;
  label?: string;
  stake_rao: string;
  take: number;
  permit: boolean;
  active: boolean;
  trust: number;
  consensus: number;
  incentive: number;
  dividends: number;
  validator_trust: number;
  emission_rao: string;
  registered_at: number;
  updated_at: number;
  immune_until: number;
  axon?: string;
}

/** A page of a list; next asks for the page after it and is missing at the end. */
export interface List<T> {
  data: T[];
  next?: string;
}

export interface Block {
  height: number;
  time: string;
  hash: string;
  parent: string;
  state: string;
  proposer: string;
  txs: number;
  events: number;
  minted_rao: string;
  burned_rao: string;
}

export interface Model {
  id: string;
  netuid: number;
  task: string;
  title: string;
  miners: number;
  created: number; // Unix seconds, 0 when it is not known
  pricing?: Pricing; // of a gateway that is paid
  composition?: { kind: string; of: string[] }; // of a composed model
  max_request_bytes: number;
  stats?: ModelStats; // of one that was asked
}

/** How a model did lately. */
export interface ModelStats {
  first_ms_p50: number; // the median of so many answers
  answers: number;
  pieces_per_second_p50: number; // the median of so many streams
  streams: number;
  asked_24h: number; // what its miners had in the last half day, or a day at most
  answered_24h: number;
  days?: ModelDay[]; // the oldest first; only of a model that is asked for by itself
}

/** What became of the requests of one day, in UTC. */
export interface ModelDay {
  day: string;
  asked: number;
  answered: number;
}

/** What a request costs, in rao. */
export interface Pricing {
  unit: string;
  request: string;
  per_kib: string;
  max_kib: number;
  most: string;
}

export interface Payout {
  tx: string;
  height: number;
  amount_rao: string;
}
