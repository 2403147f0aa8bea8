import { isComparedAlarm, isExistingAlarm, isManagedAlarm } from '../../core/alarms/alarm-schema.ts';
import { measureOf, metricOf } from '../../core/alarms/measure.ts';
import type { JudgeConfig } from '../../core/gates/judge-config.ts';
import { warmUpMinutes } from '../../core/judge/warm-up.ts';
import type { Manifest } from '../../core/manifest/schema.ts';
import type { WatchedComparison } from '../../core/risk/judge-chances.ts';
import { type WatchedErrors, watchedManaged } from '../../core/risk/watched-errors.ts';

/** `yes`: its chances are known. `unknown`: something is there that may, whose chances are not known. */
export type Noticed = 'yes' | 'no' | 'unknown';

/** Alarms on 5xx that roll back. */
export const watchedErrors = (
  manifest: Pick<Manifest, 'alarms'> | undefined,
  variants: number,
): WatchedErrors[] =>
  (manifest?.alarms ?? []).flatMap((alarm) => {
    if (!isManagedAlarm(alarm) || alarm.on !== 'rollback') return [];
    const watched = watchedManaged(alarm, variants);
    return watched?.errors === '5xx' ? [watched] : [];
  });

/** What compares both fleets in the bakes and takes back by itself: judges, and alarms by comparison. */
const comparing = (
  manifest: Manifest | undefined,
): (Omit<JudgeConfig, 'demand' | 'otherwise'> & Pick<WatchedComparison, 'computedBy'>)[] => [
  ...(manifest?.gates?.during ?? []).flatMap(({ kind, config }) =>
    kind === 'judge' ? [{ ...(config as JudgeConfig), computedBy: 'greenlight' as const }] : [],
  ),
  ...(manifest?.alarms ?? []).filter(isComparedAlarm).filter(({ on }) => on === 'rollback'),
];

const termsOf = ({ tolerance, falseAlarms, floor, computedBy }: ReturnType<typeof comparing>[number]) => ({
  ...{ tolerance, falseAlarms, floor, computedBy },
});

export const judgesOf = (manifest: Manifest | undefined): WatchedComparison[] =>
  comparing(manifest)
    .filter(({ compare }) => compare === '5xx')
    .map(termsOf);

/** Comparisons of slow requests, from a percentile of what the old fleet takes. Of a limit it is not known how many exceed it. */
export const slowJudgesOf = (
  manifest: Manifest | undefined,
): { readonly percentile: number; readonly terms: WatchedComparison }[] =>
  comparing(manifest).flatMap((one) =>
    one.slower !== undefined && 'percentile' in one.slower
      ? [{ percentile: one.slower.percentile, terms: { ...termsOf(one), skips: warmUpMinutes } }]
      : [],
  );

/** Whether anything of the manifest could notice a model that fails, or is slow. */
export function noticed(manifest: Manifest | undefined, variants: number, what: '5xx' | 'slow'): Noticed {
  const isKnown =
    what === 'slow'
      ? slowJudgesOf(manifest).length > 0
      : judgesOf(manifest).length + watchedErrors(manifest, variants).length > 0;
  if (isKnown) return 'yes';
  const mayNotice = (manifest?.alarms ?? []).some((alarm) => {
    if (alarm.on !== 'rollback') return false;
    if (isExistingAlarm(alarm)) return true;
    if (isComparedAlarm(alarm))
      return what === 'slow' ? alarm.compare === 'slow' : alarm.compare === 'InvocationModelErrors';
    const { name } = metricOf(measureOf(alarm));
    return what === 'slow' ? /Latency/.test(name) : !/Latency|4XX/.test(name);
  });
  const compares = comparing(manifest).some(({ compare }) =>
    what === 'slow' ? compare === 'slow' : compare === 'InvocationModelErrors',
  );
  return mayNotice || compares ? 'unknown' : 'no';
}

/** What is not in the figures, for people. */
export function leftOutOf(manifest: Manifest | undefined, variants: number): string[] {
  const alarms = (manifest?.alarms ?? []).filter((alarm) => alarm.on === 'rollback');
  const named = alarms.filter(isExistingAlarm).length;
  const others = alarms.filter(
    (alarm) => isManagedAlarm(alarm) && watchedErrors({ alarms: [alarm] }, variants).length === 0,
  ).length;
  const demanding = [...(manifest?.gates?.during ?? []), ...(manifest?.gates?.after ?? [])].some(
    ({ kind, config }) =>
      kind === 'judge' &&
      ((config as JudgeConfig).demand === 'pass' || (config as JudgeConfig).otherwise === 'fail'),
  );
  const after = (manifest?.gates?.after ?? []).length;
  const compared = comparing(manifest).flatMap(({ compare, slower }) => {
    if (compare === '5xx' || (slower !== undefined && 'percentile' in slower)) return [];
    return [compare === 'slow' ? 'slow (by a limit, of which it is not known how many exceed it)' : compare];
  });
  return [
    ...(demanding
      ? ['that a judge with demand: pass or otherwise: fail takes back what it knows too little of']
      : []),
    ...(after > 0 ? [`${after} gate${after === 1 ? '' : 's'} after the shift`] : []),
    ...(named > 0 ? [`${named} alarm${named === 1 ? '' : 's'} by name, whose metric is not known here`] : []),
    ...(others > 0 ? [`${others} alarm${others === 1 ? '' : 's'} on other metrics than 5xx`] : []),
    ...compared.map((what) => `the comparison of ${what}`),
  ];
}
