import type { PlannedAlarm } from '../plan/plan.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { Retention } from './choose.ts';

/** The facts for the choice, from a rollout's record in the ledger. */
export function retentionOf(record: RolloutRecord): Retention {
  const { name, release, start, plan, outcome, aftermath } = record;
  const target = start.kind === 'rollback' ? start.config : name;
  const config = plan?.config ?? target;
  const previous = plan?.previousConfig ?? undefined;
  // After a time-out, the aftermath tells what became of the endpoint; until then it may end either way.
  const open = outcome === undefined || (outcome === 'TIMED_OUT' && aftermath === undefined);
  const foreign = start.kind === 'rollback' && start.foreign === true;
  const deployedAt = foreign
    ? undefined
    : outcome === 'DEPLOYED'
      ? (record.endedAt ?? record.startedAt)
      : aftermath?.serving === config
        ? aftermath.at
        : undefined;
  return {
    name,
    release,
    startedAt: record.startedAt,
    config,
    configs: [name, target, config, ...(previous === undefined ? [] : [previous])],
    // In a rollback of an older version they belong to the rollout that made the config.
    alarms:
      record.alarmsRemovedAt === undefined
        ? (plan?.alarms ?? []).filter((alarm) => isItsOwn(alarm, record)).map((alarm) => alarm.name)
        : [],
    open,
    deployedAt,
    liveSince: outcome === 'DEPLOYED' ? (record.endedAt ?? record.startedAt) : undefined,
    mixedSince: isMixed(record) ? (record.endedAt ?? record.startedAt) : undefined,
    ...(record.replaced && { replaced: record.replaced.config }),
    discarded: record.discardedAt !== undefined,
  };
}

const isMixed = ({ verdict, aftermath }: RolloutRecord): boolean =>
  (verdict?.kind === 'failed' && verdict.why === 'rollback-failed') ||
  aftermath?.status === 'UpdateRollbackFailed';

const isItsOwn = ({ name, managed }: PlannedAlarm, { name: rollout, start }: RolloutRecord): boolean =>
  managed && (start.kind !== 'rollback' || name.replace(/-\d+$/, '').endsWith(`-${rollout}`));
