import type { Breach } from '../../core/cloudwatch/breach.ts';
import { isUnproven } from '../../core/confirmation/from-snapshot.ts';
import type { Alarms } from '../../core/ports/alarms.ts';
import { hasPendingGates } from '../../core/records/pending-gates.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Ending } from '../../core/verdict/ending.ts';

/** Why the apparent outcome of a rollout is not final. */
export interface Left {
  /** Whether a caretaker can do what is left. */
  readonly byItself: boolean;
  /** How the rollout ends without a caretaker. */
  readonly otherwise: Ending;
}

/**
 * What must still happen before an outcome is true. The endpoint must come to rest. Gates of a live release
 * must be passed, if an execution died or a step failed for good. Or the release should not stay, because an
 * alarm is on. The alarms are read here although the verdict considered them: this step may be slow, or tried again,
 * and what is told is true when it is told.
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
  // A live release with unpassed gates was never proven good. It is not deployed, and somebody has to look at
  // it.
  if (isNew && hasPendingGates(record))
    return {
      byItself: true,
      otherwise: came.kind === 'error' ? { ...came, during: 'OpenGatesAfter' } : came,
    };
  const byItself = record.plan.previousConfig !== null;
  // Somebody has stopped it, and the step that was to heed that has failed.
  if (isNew && record.stop?.kind === 'abort')
    return {
      byItself,
      otherwise: { kind: 'verdict', verdict: { kind: 'unwanted', breaches: [], stop: record.stop } },
    };
  if (isNew && record.verdict?.kind === 'unwanted')
    return { byItself, otherwise: { kind: 'verdict', verdict: record.verdict } };
  const names = record.plan.alarms.filter(({ on }) => on === 'rollback').map(({ name }) => name);
  const breaches: Breach[] = names.length > 0 ? await alarms.breaches(names) : [];
  if (breaches.length === 0) return undefined;
  return { byItself, otherwise: { kind: 'verdict', verdict: { kind: 'unwanted', breaches } } };
}
