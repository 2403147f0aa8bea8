import { describe, expect, it } from 'vitest';
import { type Manifest, manifestSchema } from '../../../../core/manifest/schema.ts';
import { checkSoundness, needsTraffic } from '../../../../core/plan/checks/soundness.ts';
import { timelineOf } from '../../../../core/plan/timeline/timeline-of.ts';
import { watchedAlarms } from '../../../../core/plan/watched-alarms.ts';
import type { EndpointTraffic } from '../../../../core/risk/endpoint-traffic.ts';
import { sentence } from '../../../../core/values/problem.ts';
import { linear, percent } from '../../strategies/policies.ts';

const { phases } = timelineOf({
  ...{ action: 'update', policy: linear(percent(20)), variants: [{ name: 'a', instanceCount: 5 }] },
});
const traffic: EndpointTraffic = {
  hours: Array.from({ length: 48 }, (_, at) => ({ at, requests: 3600, errors: { '5xx': 18, '4xx': 0 } })),
};
const read = (written: object): Manifest => manifestSchema.parse(written);
const check = (written: object, known: EndpointTraffic | undefined = traffic) => {
  const manifest = read(written);
  const given = { alarmNames: [], from: 'default' } as unknown as Parameters<typeof watchedAlarms>[1];
  const owner = { stage: 'prod', rollout: 'iris-0123456789ab-1', variants: ['a'] };
  const found = [{ name: 'kpi', state: 'OK' }];
  const watched = watchedAlarms(manifest, given, owner);
  const { problems, warnings } = checkSoundness({
    ...{ manifest, endpoint: 'iris', variants: 1, watched, found, phases, traffic: known },
  });
  return { problems: problems.map(sentence), warnings: warnings.map(sentence) };
};
const rate = { metric: '5xx-rate', above: '1%', for: '2m' };
const wanted = { alarmsMustBeSound: true };

describe('An alarm that takes back many sound releases', () => {
  it('is warned of, with the chance, where it comes from, and what would do', () => {
    const { problems, warnings } = check({ alarms: [rate] });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      'alarms[0]: expected an alarm that by itself takes back at most 5 % of releases that are no worse than what serves, got 5xx-rate above 1 % for 2m, which takes back 61 % of them: in the last two weeks the endpoint got 1 requests a second, and 0.5 % of them ended 5xx. { compare: 5xx } needs no limit and takes back at most 1 %. So does this alarm above 5 %, or for 4m.',
    ]);
  });

  it('is refused where the manifest wants none', () => {
    const { problems, warnings } = check({ ...wanted, alarms: [rate] });
    expect(problems).toEqual(check({ alarms: [rate] }).warnings);
    expect(warnings).toEqual([]);
  });

  it('is none with another limit, one that only tells, or a comparison', () => {
    const nothing = { problems: [], warnings: [] };
    for (const alarm of [{ ...rate, above: '30%' }, { ...rate, on: 'notify' }, { compare: '5xx' }])
      expect(check({ ...wanted, alarms: [alarm] })).toEqual(nothing);
  });

  it('refuses nothing where nothing is known, and says so to who wants to know', () => {
    for (const [known, words] of [
      [{ hours: [] }, 'an endpoint without any: no alarm was looked at'],
      [undefined, 'figures that may not be read'],
    ] as const) {
      const manifest = read({ ...wanted, alarms: [rate] });
      expect(manifest.alarmsMustBeSound).toBe(true);
      const strict = checkSoundness({
        ...{ manifest, endpoint: 'iris', variants: 1, found: [], phases, traffic: known },
        watched: [{ field: 'alarms[0]', name: 'n', on: 'rollback' }],
      });
      expect(strict.problems).toEqual([]);
      expect(strict.warnings.map(sentence).join()).toContain(words);
    }
    expect(check({ alarms: [rate] }, { hours: [] })).toEqual({ problems: [], warnings: [] });
  });

  it('is not looked for in alarms whose chances are not known, which is said', () => {
    expect(check({ ...wanted, alarms: [{ name: 'kpi' }] }).warnings).toEqual([
      expect.stringMatching(
        /^alarmsMustBeSound: expected alarms on the errors .*got "kpi": not looked at\.$/,
      ),
    ]);
  });
});

it('Traffic is needed for alarms with a limit on errors, or where all alarms must be sound', () => {
  expect(needsTraffic(read({ alarms: [rate] }))).toBe(true);
  expect(needsTraffic(read({ ...wanted, alarms: [{ name: 'kpi' }] }))).toBe(true);
  for (const alarm of [{ name: 'kpi' }, { compare: '5xx' }, { ...rate, on: 'notify' }])
    expect(needsTraffic(read({ alarms: [alarm] }))).toBe(false);
  expect(needsTraffic(read({ alarms: [{ metric: 'latency-p99', above: '1s', for: '2m' }] }))).toBe(false);
});
