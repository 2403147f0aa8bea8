import type { Purpose } from '../../core/ports/waits.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import type { Key } from './table.ts';

/** The table's keys. Endpoint names are unique whatever their case, so they are lower-cased. */
export const endpointKey = (endpoint: string): string => `endpoint#${endpoint.toLowerCase()}`;
export const alarmKey = (name: string): string => `alarm#${name}`;

export const rolloutKey = (endpoint: string, name: string): Key => ({
  pk: endpointKey(endpoint),
  sk: `rollout#${name}`,
});

export const keyOf = (rollout: Rollout): Key => rolloutKey(rollout.release.endpoint, rolloutName(rollout));

/** One item per wait. It is not needed once the wait is over. */
export const waitKey = (endpoint: string, name: string, purpose: Purpose): Key => ({
  pk: endpointKey(endpoint),
  sk: `wait#${name}#${purpose}`,
});

/** One lease per endpoint, beside its rollouts. */
export const leaseKey = (endpoint: string): Key => ({
  pk: endpointKey(endpoint),
  sk: 'lease',
});
