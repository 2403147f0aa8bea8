import type { Serving, Terms } from '../plan/changes.ts';
import { wordsOf } from '../strategies/strategies.ts';
import type { RolloutRecord } from './rollout-record.ts';

/** What serves, according to the record of the rollout that made the endpoint config. */
export function servingFrom({ release, plan, settled }: RolloutRecord): Serving {
  const terms: Terms | undefined =
    settled?.terms ??
    // Written by an older version: what its managed alarms watched is unknown.
    (plan && {
      strategy: wordsOf(plan.deployment),
      alarms: plan.alarms.filter(({ managed }) => !managed).map(({ name, on }) => `${name} (${on})`),
      ...(plan.alarms.some(({ managed }) => managed) && { partly: true }),
    });
  return { version: release.version, ...(terms && { terms }) };
}
