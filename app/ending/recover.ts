import { hasPendingGates } from '../../core/records/pending-gates.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Rollout } from '../../core/release.ts';
import { rolloutName } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { type FinishPorts, finish } from './finish.ts';

/** How an execution ended, if it did not reach its own end. */
export interface Death {
  readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'GONE';
  readonly cause?: string | undefined;
}

/**
 * Ends a rollout whose execution is dead. Releases whatever it held, and tells its outcome once the endpoint
 * has come to rest. If the execution held nothing any more and its rollout has ended, nothing is left to do.
 */
export async function recover(
  ports: FinishPorts,
  rollout: Rollout,
  execution: string,
  death: Death,
  now: () => Instant,
): Promise<'nothing' | 'finished' | 'in care'> {
  const name = rolloutName(rollout);
  const { endpoint } = rollout.release;
  const { holder, next } = await ports.leases.read(endpoint);
  const held = holder?.claim.rollout === name && holder.claim.execution === execution;
  const queued = next?.claim.rollout === name && next.claim.execution === execution;
  const record = await ports.ledger.rollout(endpoint, name);
  if (holder?.claim.rollout === name && holder.phase === 'caretaking' && !held) {
    // Whoever gave it the lease may have died before starting it. If it was started already, nothing happens.
    const fence = holder.fence - 1;
    const given = { rollout, fence, given: holder.fence, gated: hasPendingGates(record) };
    const due = holder.claim.execution === ports.rollouts.caretakerArn(rollout, fence);
    if (due && record?.plan !== undefined)
      await ports.rollouts.startCaretaker({ ...given, plan: record.plan });
    return 'in care';
  }
  // It was told and has released the lease, but the next rollout may not have been woken yet.
  const over = record?.toldAt !== undefined && holder?.wake?.by !== name;
  if (!held && !queued && (over || holder?.claim.rollout === name)) return 'nothing';
  const fence = held ? holder.fence : null;
  const finished = await finish(ports, rollout, fence, endingOf(death, record, now()), now);
  return finished.caretaker === undefined ? 'finished' : 'in care';
}

/**
 * If it had changed nothing yet, a stop stands, however the execution died. A person who stops an execution
 * rejects its release.
 */
function endingOf(death: Death, record: RolloutRecord | undefined, at: Instant): Ending {
  const { status, cause } = death;
  const unprepared = record?.phases.prepared === undefined;
  if (unprepared && record?.stop !== undefined) return { kind: 'stopped', stop: record.stop };
  if (unprepared && status === 'ABORTED') {
    const reason = cause ?? 'its execution was stopped';
    return { kind: 'stopped', stop: { kind: 'abort', by: 'whoever stopped the execution', reason, at } };
  }
  return { kind: 'error', during: 'the execution', error: status, ...(cause !== undefined && { cause }) };
}
