import type { RolloutRecord } from './rollout-record.ts';

/** Something that an endpoint served and that it can be taken back to, as far as its config is still there. */
export interface Deployment {
  readonly config: string;
  /** Not made by any rollout of ours: `by` took its place. */
  readonly foreign: boolean;
  /** The rollout that put it live; of a foreign config the one that took its place. */
  readonly by: RolloutRecord;
}

/**
 * What served one after another, oldest first: the releases that were deployed, and between them, or before the first,
 * what somebody else had put live when a release of ours took its place.
 *
 * @param records the endpoint's, oldest first
 */
export function deployments(records: readonly RolloutRecord[]): Deployment[] {
  // A rollback makes none: the config that it puts live is another's.
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
 * The baseline: what an adopted endpoint served before its first release. Undefined where a release of ours made the
 * endpoint, or nothing has taken the place of what serves yet.
 */
export function baselineIn(records: readonly RolloutRecord[]): Deployment | undefined {
  const [first] = deployments(records);
  return first?.foreign && first.by.plan?.previousConfig === first.config ? first : undefined;
}
