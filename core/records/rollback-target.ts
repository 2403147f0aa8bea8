import { type Problem, shown } from '../values/problem.ts';
import { baselineIn, type Deployment, deployments } from './deployments.ts';
import type { RolloutRecord } from './rollout-record.ts';

export type RollbackTarget =
  | { readonly kind: 'target'; readonly to: Deployment }
  | { readonly kind: 'none'; readonly problem: Problem };

/** How commands call what an adopted endpoint served before its first release. */
const baselineName = 'baseline';

/**
 * What to go back to: what is asked for, or else what served last before what serves now. That is a deployed release;
 * or what somebody else had put live, the baseline above all, which is not ours and is kept by its owners. `records`
 * are the endpoint's, oldest first. Whether the config still exists is for the plan to find.
 *
 * @param serving the live config; undefined where it is none that an update could not go to
 * @param asked a release, a rollout, a config, or `baseline`
 */
export function rollbackTarget(
  records: readonly RolloutRecord[],
  serving: string | undefined,
  asked: string | undefined,
): RollbackTarget {
  const served = deployments(records);
  const baseline = baselineIn(records);
  const current = served.findLastIndex(({ config }) => config === serving);
  const before = current === -1 ? served : served.slice(0, current);
  const to =
    asked === undefined
      ? before.findLast(({ config }) => config !== serving)
      : asked === baselineName
        ? baseline
        : served.findLast((deployment) => namesOf(deployment).includes(asked));
  if (to !== undefined && to.config !== serving) return { kind: 'target', to };
  const releases = served.filter(({ foreign }) => !foreign).map(({ by }) => by.release.id);
  const kept = [...(baseline ? [baselineName] : []), ...[...new Set(releases)].slice(-5)].join(', ');
  const expected =
    asked === undefined
      ? 'a release deployed before the one that serves'
      : `a release that was deployed and does not serve now (${kept || 'there is none'})`;
  const got = asked === undefined ? 'none' : shown(asked);
  return { kind: 'none', problem: { field: asked === undefined ? 'endpoint' : '--to', expected, got } };
}

const namesOf = ({ config, foreign, by }: Deployment): string[] =>
  foreign ? [config] : [by.release.id, by.name, config];
