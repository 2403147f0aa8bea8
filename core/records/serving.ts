import type { Serving, Terms } from '../plan/changes.ts';
import { wordsOf } from '../strategies/strategies.ts';
import type { RolloutRecord } from './rollout-record.ts';

/** What the record of the rollout that made an endpoint config says of it. */
export function servingFrom({ release, plan, settled }: RolloutRecord): Serving {
  const terms: Terms | undefined =
    settled?.terms ??
    // Written by an older version: what the alarms watched that were made for it is not known any more.
    (plan && {
      strategy: wordsOf(plan.deployment),
      alarms: plan.alarms.filter(({ managed }) => !managed).map(({ name, on }) => `${name} (${on})`),
      ...(plan.alarms.some(({ managed }) => managed) && { partly: true }),
    });
  return { version: release.version, ...(terms && { terms }) };
}
