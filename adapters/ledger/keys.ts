import { type Rollout, rolloutName } from '../../core/release.ts';

/** The table's keys (design §9). Endpoint names are unique whatever their case, so they are lower-cased. */
export const endpointKey = (endpoint: string): string => `endpoint#${endpoint.toLowerCase()}`;
export const alarmKey = (name: string): string => `alarm#${name}`;

export const rolloutKey = (rollout: Rollout): { pk: string; sk: string } => ({
  pk: endpointKey(rollout.release.endpoint),
  sk: `rollout#${rolloutName(rollout)}`,
});
