import type { RolloutRecord } from './rollout-record.ts';

/** Something that an endpoint served and that it can go back to, if its config still exists. */
export interface Deployment {
  readonly config: string;
  /** Not made by any rollout of ours; `by` replaced it. */
  readonly foreign: boolean;
  /** The rollout that deployed it; for a foreign config, the one that replaced it. */
  readonly by: RolloutRecord;
}

/**
 * What served in turn, oldest first: the deployed releases; and between or before them, what somebody else
 * had deployed when a release of ours replaced it.
 *
 * @param records the endpoint's, oldest first
 */
export function deployments(records: readonly RolloutRecord[]): Deployment[] {
  // A rollback makes no config: the one that it deploys was made by another rollout.
  const made = new Set(
    records.flatMap(({ name, plan, start }) =>
      plan === undefined || start.kind === 'rollback' ? name : [name, plan.config],
    ),
  );
  const found: Deployment[] = [];
  for (const record of records) {
    const { plan, outcome, phases } = record;
    if (plan === undefined) continue;
    const before = plan.previousConfig;
    const isNew = before !== null && !made.has(before) && found.at(-1)?.config !== before;
    if (phases.shifting !== undefined && isNew) found.push({ config: before, foreign: true, by: record });
    if (outcome === 'DEPLOYED')
      found.push({ config: plan.config, foreign: !made.has(plan.config), by: record });
  }
  return found;
}

/**
 * The baseline: what an adopted endpoint served before its first release. Undefined if a release of ours
 * created the endpoint, or if nothing has replaced what serves.
 */
export function baselineIn(records: readonly RolloutRecord[]): Deployment | undefined {
  const [first] = deployments(records);
  return first?.foreign && first.by.plan?.previousConfig === first.config ? first : undefined;
}
