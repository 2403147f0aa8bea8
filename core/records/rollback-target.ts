import { type Problem, shown } from '../problem.ts';
import type { RolloutRecord } from './rollout-record.ts';

export type RollbackTarget =
  | { readonly kind: 'target'; readonly config: string; readonly from: RolloutRecord }
  | { readonly kind: 'none'; readonly problem: Problem };

/**
 * The kept config to go back to: that of the release asked for, or else of the one that was deployed last before
 * what serves now. `records` are the endpoint's, oldest first; `serving` is the live config. Whether the config
 * still exists is for the plan to find.
 */
export function rollbackTarget(
  records: readonly RolloutRecord[],
  serving: string | undefined,
  to: string | undefined,
): RollbackTarget {
  const deployed = records.filter(({ outcome, plan }) => outcome === 'DEPLOYED' && plan !== undefined);
  const current = deployed.findLastIndex(({ plan }) => plan?.config === serving);
  const before = current === -1 ? deployed : deployed.slice(0, current);
  const wanted =
    to === undefined
      ? before.findLast(({ plan }) => plan?.config !== serving)
      : deployed.findLast(({ release, name, plan }) => [release.id, name, plan?.config].includes(to));
  const config = wanted?.plan?.config;
  if (wanted !== undefined && config !== undefined && config !== serving) {
    return { kind: 'target', config, from: wanted };
  }
  const kept = [...new Set(deployed.map(({ release }) => release.id))].slice(-5).join(', ');
  const expected =
    to === undefined
      ? 'a release deployed before the one that serves'
      : `a release that was deployed and does not serve now (${kept || 'there is none'})`;
  const got = to === undefined ? 'none' : shown(to);
  return { kind: 'none', problem: { field: to === undefined ? 'endpoint' : '--to', expected, got } };
}
