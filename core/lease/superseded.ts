import type { Instant } from '../values/instant.ts';
import type { Stop } from '../verdict/stop.ts';
import type { LeaseClaim } from './lease.ts';

const reasons: Readonly<Record<LeaseClaim['kind'], string>> = {
  upload: 'a newer artifact',
  manifest: 'a newer manifest',
  retry: 'a retry',
  rollback: 'a rollback',
};

/** The stop of a rollout whose place is taken by another. */
export const supersededBy = (by: string, kind: LeaseClaim['kind'], at: Instant): Stop => ({
  kind: 'superseded',
  by,
  reason: reasons[kind],
  at,
});
