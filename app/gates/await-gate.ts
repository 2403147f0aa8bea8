import { isStillLive } from '../../core/confirmation/confirm.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { EndpointWaits, RolloutRecords } from '../../core/ports/ledger.ts';
import type { Waits } from '../../core/ports/waits.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { watchedAt } from './gate-alarms.ts';

/**
 * Stores the token of a rollout that waits at a gate. Anything that happened between the look and now (a
 * decision, a callback, an alarm, a stop; after the shift, somebody else's update) could not wake it. So this
 * checks for it once more.
 *
 * @param of.lookedAt epoch milliseconds: when the gates were looked at
 */
export async function awaitGate(
  {
    ledger,
    waits,
    endpoints,
  }: {
    readonly ledger: RolloutRecords & EndpointWaits & GateLedger;
    readonly waits: Waits;
    readonly endpoints: Pick<Endpoints, 'view'>;
  },
  of: {
    readonly rollout: Rollout;
    readonly stage: 'before' | 'after';
    readonly token: string;
    readonly lookedAt: number;
  },
): Promise<{ readonly waiting: boolean }> {
  const { rollout, stage, token, lookedAt } = of;
  const name = rolloutName(rollout);
  const { endpoint } = rollout.release;
  await ledger.armGate(endpoint, name, token);
  const [record, kept, missed, recorded, view] = await Promise.all([
    ledger.rollout(endpoint, name),
    ledger.gates(endpoint, name, stage),
    // A question of the shift may still be open when the shift is over.
    stage === 'after' ? ledger.gates(endpoint, name, 'during') : [],
    ledger.alarmStates(endpoint),
    stage === 'after' ? endpoints.view(endpoint) : undefined,
  ]);
  const answered = [...kept, ...missed].some(
    ({ item }) => item.status === 'pending' && (item.decision ?? item.answer) !== undefined,
  );
  // Of no other alarm has the look seen anything, so each would seem to be news to it.
  const watched = new Set(watchedAt(record, stage).map((alarm) => alarm.name));
  const alarmChanged = Object.entries(recorded).some(
    ([alarm, { heardAt }]) => watched.has(alarm) && heardAt >= lookedAt,
  );
  const gone = stage === 'after' && record?.plan !== undefined && !isStillLive(record.plan, view);
  const again = record?.stop !== undefined || answered || alarmChanged || gone;
  if (again) {
    await waits.complete<'gate'>(token, {});
    await ledger.disarmGate({ endpoint, name, token });
  }
  return { waiting: !again };
}
