import { type Problem, shown } from '../values/problem.ts';
import { baselineIn, type Deployment, deployments } from './deployments.ts';
import type { RolloutRecord } from './rollout-record.ts';

export type RollbackTarget =
  | { readonly kind: 'target'; readonly to: Deployment }
  | { readonly kind: 'none'; readonly problem: Problem };

/** The name in commands for what an adopted endpoint served before its first release. */
const baselineName = 'baseline';

/**
 * What to go back to: what was asked for, otherwise what was deployed last before what serves now. That is a
 * deployed release, or something that somebody else had deployed, such as the baseline; that is not ours, and
 * its owners keep it. If somebody else has deployed something older again, the target must be named: they led
 * away from what was deployed after it, and what was deployed before it may not be what anybody means.
 * `records` are the endpoint's, oldest first. The caller checks whether the config still exists.
 *
 * @param serving the live config; undefined if an update cannot go to it
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

/** Whether what serves differs from what the last rollout with a shift left serving. */
function isByHand(records: readonly RolloutRecord[], { config }: Deployment): boolean {
  const last = records.findLast(
    ({ outcome, phases }) => outcome === 'DEPLOYED' || phases.shifting !== undefined,
  );
  if (last?.plan === undefined || last.plan.config === config) return false;
  return last.outcome === 'DEPLOYED' || last.plan.previousConfig !== config;
}

/** The possible values of --to: the baseline, and the last five releases that do not serve. */
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
