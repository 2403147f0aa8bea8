import type { JudgeConfig } from '../../core/gates/judge-config.ts';
import type { Manifest } from '../../core/manifest/schema.ts';
import { alarmsOf, type Guards, judgesOf } from './risk-watch.ts';

/** What of a manifest is not in the figures of its risk, for people. */
export function leftOutOf(manifest: Manifest | undefined, guards: Guards): string[] {
  const { during = [], after = [] } = manifest?.gates ?? {};
  const known = alarmsOf(guards);
  const unknown = guards.alarms.filter(({ counts }) => counts === undefined || !known.includes(counts));
  const unread = unknown.filter(({ isUnread }) => isUnread);
  const on4xx = unknown.filter(({ counts }) => counts !== undefined);
  const others = unknown.filter((alarm) => !alarm.isUnread && alarm.counts === undefined);
  const demanding = [...during, ...after].some(
    ({ kind, config }) =>
      kind === 'judge' &&
      ((config as JudgeConfig).demand === 'pass' || (config as JudgeConfig).otherwise === 'fail'),
  );
  const judged = judgesOf(guards);
  const compared = guards.comparing.flatMap(({ compare, slower, falseAlarms }) => {
    // Of scores the models have rows of their own; a sound one is taken back with the stated chance at most.
    if (compare === 'score')
      return [`that a comparison of scores takes back at most ${falseAlarms * 100} % of sound models`];
    if (judged.some(({ counts }) => counts === compare) || (slower && 'percentile' in slower)) return [];
    if (compare === 'slow')
      return ['the comparison of slow requests (by a limit, of which it is not known how many exceed it)'];
    return [`the comparison of ${compare === '4xx' ? `4xx, ${usual4xx}` : compare}`];
  });
  const given = manifest?.rollout;
  const isRolling = given !== undefined && 'strategy' in given && given.strategy === 'rolling';
  const asking = (manifest?.alarms ?? []).filter(({ on }) => on === 'hold');
  return [
    ...(asking.length > 0 ? [counted(asking.length, 'alarm', 'with on: hold, which asks people')] : []),
    ...(isRolling
      ? [
          'that a rolling update goes back batch by batch, so that a bad model keeps some of the traffic for longer',
        ]
      : []),
    ...(demanding
      ? ['that a judge with demand: pass or otherwise: fail takes back what it knows too little of']
      : []),
    ...(after.length > 0 ? [counted(after.length, 'gate', 'after the shift')] : []),
    ...(unread.length > 0 ? [counted(unread.length, 'alarm', 'by name, which --live reads')] : []),
    ...(on4xx.length > 0 ? [counted(on4xx.length, 'alarm', `on 4xx, ${usual4xx}`)] : []),
    ...(others.length > 0
      ? [`${counted(others.length, 'alarm', 'whose chances are not known')} (${fieldsOf(others)})`]
      : []),
    ...compared,
  ];
}

const usual4xx = 'of which --live without --rps reads how many are usual';
const fieldsOf = (alarms: Guards['alarms']): string => alarms.map(({ field }) => field).join(', ');
const counted = (count: number, what: string, which: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'} ${which}`;
