import type { Retention } from '../../../core/garbage/choose.ts';
import type { Instant } from '../../../core/values/instant.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { aRelease } from '../../support/builders.ts';

/** The concluded, never deployed rollout `name`, begun in the minute `minute`; its release is its own unless given. */
export const aRetention = (name: string, minute: number, over: Partial<Retention> = {}): Retention => ({
  name,
  release: aRelease({ id: `release-of-${name}` }),
  startedAt: at(minute),
  config: name,
  configs: [name],
  alarms: [],
  open: false,
  deployedAt: undefined,
  discarded: false,
  ...over,
});

/** The same, deployed half a minute later. */
export const aDeployed = (name: string, minute: number, over: Partial<Retention> = {}): Retention =>
  aRetention(name, minute, { deployedAt: at(minute + 0.5), ...over });

export const at = (minute: number): Instant => instantAt(Date.UTC(2026, 0, 5) + minute * 60_000);
