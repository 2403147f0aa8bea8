import type { Breach } from '../../core/cloudwatch/breach.ts';
import { isUnproven } from '../../core/confirmation/from-snapshot.ts';
import type { Alarms } from '../../core/ports/alarms.ts';
import { hasPendingGates } from '../../core/records/pending-gates.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Ending } from '../../core/verdict/conclude.ts';

/** Why a rollout cannot be called what it seems to be. */
export interface Left {
  /** Whether a caretaker can see to it. */
  readonly byItself: boolean;
  /** How it ends where none does. */
  readonly otherwise: Ending;
}

/**
 * What is still to be done before an outcome is true: the endpoint has to come to rest; gates of what is live are to
 * be looked at, by an execution that died or a step that failed for good; or it is not to stay, since an alarm is on.
 * Where a verdict was given just now, alarms and gates were looked at for it.
 */
export async function leftToDo(
  { alarms }: { readonly alarms: Pick<Alarms, 'breaches'> },
  came: Ending,
  seen: Ending | 'moving',
  record: RolloutRecord | undefined,
): Promise<Left | undefined> {
  if (seen === 'moving') {
    return { byItself: true, otherwise: isUnproven(came) ? came : { kind: 'timed-out', during: 'shift' } };
  }
  const isLive = seen.kind === 'verdict' && seen.verdict.kind === 'live';
  if (!isLive || record?.plan === undefined) return undefined;
  const isNew = seen !== came;
  // What is live without its gates was never proven to be good: not deployed, but somebody's business now.
  if (isNew && hasPendingGates(record))
    return {
      byItself: true,
      otherwise: came.kind === 'error' ? { ...came, during: 'OpenGatesAfter' } : came,
    };
  const byItself = record.plan.previousConfig !== null;
  if (isNew && record.verdict?.kind === 'unwanted')
    return { byItself, otherwise: { kind: 'verdict', verdict: record.verdict } };
  const names = record.plan.alarms.filter(({ on }) => on === 'rollback').map(({ name }) => name);
  const isOld = isNew || record.phases['gates-after'] !== undefined;
  const breaches: Breach[] = isOld && names.length > 0 ? await alarms.breaches(names) : [];
  if (breaches.length === 0) return undefined;
  return { byItself, otherwise: { kind: 'verdict', verdict: { kind: 'unwanted', breaches } } };
}
