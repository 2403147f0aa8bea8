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
    // A rollback makes no alarms: those in its plan belong to the rollout that made the config.
    alarms: (start.kind === 'rollback' ? [] : (plan?.alarms ?? []))
      .filter(({ managed }) => managed)
      .map((alarm) => alarm.name),
    open,
    deployedAt,
    ...(record.replaced && { replaced: record.replaced.config }),
    discarded: record.discardedAt !== undefined,
  };
}
