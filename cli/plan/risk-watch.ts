import { isComparedAlarm } from '../../core/alarms/alarm-schema.ts';
import { measureOf, metricOf } from '../../core/alarms/measure.ts';
import type { JudgeConfig } from '../../core/gates/judge-config.ts';
import { warmUpMinutes } from '../../core/judge/warm-up.ts';
import type { Manifest } from '../../core/manifest/schema.ts';
import { countedBy } from '../../core/plan/counted-by.ts';
import type { Findings } from '../../core/plan/findings.ts';
import { type GivenStrategy, givenStrategy } from '../../core/plan/given-strategy.ts';
import { type WatchedAlarm, watchedAlarms } from '../../core/plan/watched-alarms.ts';
import type { WatchedComparison } from '../../core/risk/judge-chances.ts';
import type { WatchedErrors } from '../../core/risk/watched-errors.ts';

/** `yes`: its chances are known. `unknown`: something is there that may, whose chances are not known. */
export type Noticed = 'yes' | 'no' | 'unknown';

/** An alarm with a limit that takes back by itself. */
interface GuardAlarm {
  /** Its place in the manifest. */
  readonly field: string;
  /** Undefined if its chances are not known. */
  readonly counts: WatchedErrors | undefined;
  /** Undefined if that is not known either. */
  readonly metric: string | undefined;
  /** It exists, and was not read: planned from the manifest alone. */
  readonly isUnread: boolean;
}

/** All of a release that takes back a model by itself. */
export interface Guards {
  readonly alarms: readonly GuardAlarm[];
  readonly comparing: readonly Comparing[];
  /** Whether the usual rate of 4xx is known, without which nothing on 4xx has a chance that is. */
  readonly knows4xx: boolean;
}

type Comparing = Omit<JudgeConfig, 'demand' | 'otherwise'> & Pick<WatchedComparison, 'computedBy'>;

/** What was read from AWS; without it, alarms by name are not known. */
export type Read = Pick<Findings, 'live' | 'history' | 'alarms'>;

/** What takes back a release to `endpoint`: the manifest's alarms, those stored with its strategy, and the judges. */
export function guardsOf(
  manifest: Manifest | undefined,
  {
    endpoint,
    stage,
    variants,
    knows4xx,
  }: {
    readonly endpoint: string;
    readonly stage: string;
    readonly variants: number;
    readonly knows4xx: boolean;
  },
  read: Read | undefined,
): Guards {
  if (manifest === undefined) return { alarms: [], comparing: [], knows4xx };
  const found = read?.alarms ?? [];
  const given = givenIn(manifest, stage, read);
  // Comparisons, of CloudWatch's or Greenlight's, are asked for by their terms below.
  const watched = watchedAlarms(manifest, given, { stage, rollout: '', variants: [] });
  const named = { endpoint: read?.live?.name ?? endpoint, variants, found };
  return {
    alarms: watched
      .filter(({ on }) => on === 'rollback')
      .map((alarm) => ({
        field: alarm.field,
        counts: countedBy(alarm, named),
        metric: metricNameOf(alarm, found),
        isUnread: alarm.managed === undefined && read === undefined,
      })),
    comparing: comparingIn(manifest),
    knows4xx,
  };
}

/** The strategy of a release, and the alarms that come with it. */
export const givenIn = ({ rollout }: Manifest, stage: string, read: Read | undefined): GivenStrategy =>
  givenStrategy(rollout, { live: read?.live, history: read?.history, stage });

const metricNameOf = ({ name, managed }: WatchedAlarm, found: Read['alarms']): string | undefined =>
  managed === undefined
    ? found.find((one) => one.name === name)?.metricName
    : metricOf(measureOf(managed)).name;

/** What compares both fleets in the bakes and takes back by itself: judges, and alarms by comparison. */
const comparingIn = (manifest: Manifest): Comparing[] => [
  ...(manifest.gates?.during ?? []).flatMap(({ kind, config }) =>
    kind === 'judge' ? [{ ...(config as JudgeConfig), computedBy: 'greenlight' as const }] : [],
  ),
  ...manifest.alarms.filter(isComparedAlarm).filter(({ on }) => on === 'rollback'),
];

const termsOf = ({ tolerance, falseAlarms, floor, computedBy }: Comparing): WatchedComparison => ({
  ...{ tolerance, falseAlarms, floor, computedBy },
});

/** Alarms by a limit on errors, as far as their chances are known. */
export const alarmsOf = ({ alarms, knows4xx }: Guards): WatchedErrors[] =>
  alarms.flatMap(({ counts }) =>
    counts === undefined || (counts.errors === '4xx' && !knows4xx) ? [] : [counts],
  );

/** Comparisons of errors, as far as their chances are known. */
export const judgesOf = ({ comparing, knows4xx }: Guards): WatchedComparison[] =>
  comparing.flatMap((one) => {
    if (one.compare !== '5xx' && (one.compare !== '4xx' || !knows4xx)) return [];
    return [{ ...termsOf(one), counts: one.compare }];
  });

/** Comparisons of slow requests, from a percentile of what the old fleet takes. Of a limit it is not known how many exceed it. */
export const slowJudgesOf = ({
  comparing,
}: Guards): { readonly percentile: number; readonly terms: WatchedComparison }[] =>
  comparing.flatMap((one) =>
    one.slower !== undefined && 'percentile' in one.slower
      ? [{ percentile: one.slower.percentile, terms: { ...termsOf(one), skips: warmUpMinutes } }]
      : [],
  );

/** Whether anything could notice a model that fails (with 5xx or 4xx), or is slow. */
export function noticed(guards: Guards, what: '5xx' | '4xx' | 'slow'): Noticed {
  const isKnown =
    what === 'slow'
      ? slowJudgesOf(guards).length > 0
      : alarmsOf(guards).some(({ errors }) => errors === what) ||
        judgesOf(guards).some(({ counts }) => counts === what);
  if (isKnown) return 'yes';
  const mayNotice =
    guards.alarms.some(({ metric }) => metric === undefined || isAbout(metric, what)) ||
    guards.comparing.some(
      ({ compare }) => compare === what || (what !== 'slow' && compare === 'InvocationModelErrors'),
    );
  return mayNotice ? 'unknown' : 'no';
}

const isAbout = (metric: string, what: '5xx' | '4xx' | 'slow'): boolean =>
  what === 'slow' ? /Latency/.test(metric) : !(what === '5xx' ? /Latency|4XX/ : /Latency|5XX/).test(metric);
