import type { Stop } from '../verdict/stop.ts';
import type { Claim } from './lease.ts';

const reasons: Readonly<Record<Claim['kind'], string>> = {
  upload: 'a newer artifact',
  manifest: 'a newer manifest',
  retry: 'a retry',
  rollback: 'a rollback',
};

/** The stop of a rollout whose place another one takes. */
export const supersededBy = (by: string, kind: Claim['kind'], at: string): Stop => ({
  kind: 'superseded',
  by,
  reason: reasons[kind],
  at,
});
