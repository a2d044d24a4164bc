import type { Neuron } from "../api/types";

/** A neuron for tests, with nothing to its name but what is given. */
export const neuron = (uid: number, rest: Partial<Neuron> = {}): Neuron => ({
  uid,
  hotkey: `tao1${uid}`,
  coldkey: `tao1c${uid}`,
  stake_rao: "0",
  take: 0,
  permit: false,
  active: true,
  trust: 0,
  consensus: 0,
  incentive: 0,
  dividends: 0,
  validator_trust: 0,
  emission_rao: "0",
  registered_at: 1,
  updated_at: 1,
  immune_until: 0,
  ...rest,
});
