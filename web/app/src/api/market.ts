// What the explorer's API answers about subnets, neurons, root, producers, governance and yields. Amounts are strings of rao.

import type { Neuron } from "./types";

export interface Setting {
  name: string;
  value: string;
}

export interface Hyperparams {
  netuid: number;
  set_at: number;
  registered_at: number;
  lock_rao: string;
  url: string;
  repository: string;
  contact: string;
  settings: Setting[];
}

export interface ModuleParams {
  module: string;
  params: Setting[];
}

export interface Risk {
  place: number;
  uid: number;
  hotkey: string;
  label?: string;
  score: number;
  needed: number;
  immune_until: number;
  immune_blocks: number;
}

export interface AtRisk {
  height: number;
  free: number;
  neurons: Risk[];
}

export interface WeightRow {
  uid: number;
  updated_at: number;
  weights: { uid: number; share: number }[];
}

export interface PlacedNeuron {
  netuid: number;
  subnet: string;
  height: number;
  daily_rao: string;
  place: number; // among those that are replaced next, 0 when it is not in danger
  neuron: Neuron;
}

export interface Worker {
  hotkey: string;
  label?: string;
  coldkey: string;
  stake_rao: string;
  first_height: number;
  daily_rao: string;
  slots: PlacedNeuron[];
}

export interface Fleet {
  coldkey: string;
  hotkeys: number;
  immune: number;
  danger: number;
  stake_rao: string;
  daily_rao: string;
  slots: PlacedNeuron[];
}

export interface Member {
  uid: number;
  hotkey: string;
  label?: string;
  joined_at: number;
  voted_at: number;
  stake_rao: string;
  votes: { netuid: number; share: number }[];
}

export interface Root {
  seats: number;
  counted_at: number;
  next_count: number;
  members: Member[];
  shares: { netuid: number; name: string; share: number }[];
}

export interface Producer {
  name?: string;
  label?: string;
  operator: string;
  hotkey?: string;
  address: string;
  state: string;
  power: number;
  share: number;
  stake_rao: string;
  missed: number;
  jailed_until: number;
  signed_count: number;
  made_count: number;
  strip: { height: number; signed: boolean; made: boolean }[];
}

export interface Producers {
  by_authorities: boolean;
  fit: number;
  next_refresh: number;
  window_blocks: number;
  producers: Producer[];
}

export interface Proposal {
  id: number;
  title: string;
  summary: string;
  status: string;
  proposer: string;
  expedited: boolean;
  failed_reason?: string;
  submit_time: string;
  deposit_end_time: string;
  voting_start_time?: string;
  voting_end_time?: string;
  deposit_rao: string;
  stake_rao: string;
  yes_rao: string;
  no_rao: string;
  abstain_rao: string;
  no_with_veto_rao: string;
}

export interface WholeProposal extends Proposal {
  messages: unknown[];
  quorum: number;
  threshold: number;
  veto_threshold: number;
  votes: { voter: string; option: string; weight: string }[];
}

export interface Window {
  name: string;
  blocks: number;
  whole: boolean;
  return: number;
  apr: number;
  rewards: number;
  earned_rao: string;
}

export interface RealisedYield {
  hotkey: string;
  label?: string;
  stake_rao: string;
  take: number;
  windows: Window[];
}
