import { type Problem, shown } from '../values/problem.ts';
import { baselineIn, type Deployment, deployments } from './deployments.ts';
import type { RolloutRecord } from './rollout-record.ts';

export type RollbackTarget =
  | { readonly kind: 'target'; readonly to: Deployment }
  | { readonly kind: 'none'; readonly problem: Problem };

/** How commands call what an adopted endpoint served before its first release. */
const baselineName = 'baseline';

/**
 * What to go back to: what is asked for, or else what was deployed last before what serves now. That is a deployed
 * release; or what somebody else had put live, the baseline above all, which is not ours and is kept by its owners.
 * Where somebody else has put something older of the endpoint's live again, it has to be asked for: what was deployed
 * after that is what they led away from, and what was deployed before it need not be what anybody means. `records` are
 * the endpoint's, oldest first. Whether the config still exists is for others to find.
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
  if (asked !== undefined) {
    const to =
      asked === baselineName
        ? baseline
        : served.findLast((deployment) => namesOf(deployment).includes(asked));
    if (to !== undefined && to.config !== serving) return { kind: 'target', to };
    const expected = `a release that was deployed and does not serve now (${others(served, baseline, serving) || 'there is none'})`;
    return none({ field: '--to', expected, got: shown(asked) });
  }
  const current = served.findLastIndex(({ config }) => config === serving);
  const now = served[current];
  const last = served.at(-1);
  if (now === undefined || last === undefined) {
    if (last !== undefined) return { kind: 'target', to: last };
    return none({ field: 'endpoint', expected: 'a release that was deployed before', got: 'none' });
  }
  const choices = others(served, baseline, serving);
  const fix = choices === '' ? {} : { fix: `Name what to go to with --to: ${choices}.` };
  if (isByHand(records, now)) {
    const expected = `to be told what to go back to, since somebody else put ${called(now)} live after ${called(last)} was deployed`;
    return none({ field: '--to', expected, got: 'nothing', ...fix });
  }
  const to = served.slice(0, current).findLast(({ config }) => config !== serving);
  if (to !== undefined) return { kind: 'target', to };
  return none({
    field: 'endpoint',
    expected: `a release deployed before ${called(now)}, which serves now`,
    got: 'none',
    ...fix,
  });
}

const none = (problem: Problem): RollbackTarget => ({ kind: 'none', problem });

/** Whether what serves is not what the last rollout to shift has left serving. */
function isByHand(records: readonly RolloutRecord[], { config }: Deployment): boolean {
  const last = records.findLast(
    ({ outcome, phases }) => outcome === 'DEPLOYED' || phases.shifting !== undefined,
  );
  if (last?.plan === undefined || last.plan.config === config) return false;
  return last.outcome === 'DEPLOYED' || last.plan.previousConfig !== config;
}

/** What can be named with --to: the baseline, and the last five releases that do not serve. */
function others(
  served: readonly Deployment[],
  baseline: Deployment | undefined,
  serving: string | undefined,
): string {
  const releases = served
    .filter(({ foreign, config }) => !foreign && config !== serving)
    .map(({ by }) => by.release.id);
  const named = baseline === undefined || baseline.config === serving ? [] : [baselineName];
  return [...named, ...[...new Set(releases)].slice(-5)].join(', ');
}

/** `v2 (iris-2a0a1c8a80c0-1)` */
const called = ({ config, foreign, by }: Deployment): string =>
  foreign ? config : `${by.release.version} (${config})`;

const namesOf = ({ config, foreign, by }: Deployment): string[] =>
  foreign ? [config] : [by.release.id, by.name, config];
