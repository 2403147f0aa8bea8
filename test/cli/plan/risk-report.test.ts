import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { drawnRisk } from '../../../cli/output/risk-picture.ts';
import { riskText } from '../../../cli/output/risk-text.ts';
import { evidenceWarnings } from '../../../cli/plan/evidence.ts';
import { planFromManifest, type Question } from '../../../cli/plan/plan-report.ts';
import { riskReport } from '../../../cli/plan/risk-report.ts';
import { sentence } from '../../../core/values/problem.ts';
import { seededRandom } from '../../../local/random.ts';
import { aWrittenManifest } from '../../support/builders.ts';

interface Also {
  readonly requests?: number;
  readonly price?: number;
  readonly read?: NonNullable<Parameters<typeof riskReport>[7]>;
  readonly rejectedRate?: number;
  readonly extremes?: NonNullable<Parameters<typeof riskReport>[2]['extremes']>;
}

const rollout = { strategy: 'linear', step: '20%', bake: '5m', finalBake: '5m' };
const reportOf = (more: object, healthyRate = 0.005, part?: number, also: Also = {}) => {
  const manifest = { kind: 'content', value: aWrittenManifest({ rollout, ...more }) } as Question['manifest'];
  const question: Question = {
    ...{ endpoint: 'iris', stage: 'prod', manifest },
    artifact: { kind: 'archive', problems: [], bytes: 0 },
  };
  const { update, problems } = planFromManifest(question);
  if (update === null) throw new Error(JSON.stringify(problems));
  const { price, extremes, requests = 1, read, rejectedRate } = also;
  const traffic = {
    requestsPerSecond: requests,
    healthyRate,
    from: 'as given',
    ...(extremes && { extremes }),
    ...(rejectedRate !== undefined && { rejectedRate }),
  };
  const budget = part === undefined ? undefined : { part, plan: planFromManifest };
  return riskReport(question, update, traffic, 0.999, seededRandom(1).next, budget, price, read);
};
const rate = { alarms: [{ metric: '5xx-rate', above: '1%', for: '2m' }] };

describe('A report of risk', () => {
  it('is of models that fail throughout, 10 and 3 times as often as usual, and as usual', () => {
    const { rows, monthlyBudget } = reportOf(rate);
    expect(rows.map(({ model, rate }) => [model, rate])).toEqual([
      ['all fail', 1],
      ['10 times', 0.05],
      ['3 times', 0.015],
      ['slow', 0.005],
      ['sound', 0.005],
    ]);
    expect(monthlyBudget).toBeCloseTo(2592, 6);
  });

  it('takes one of a thousand as usual where nothing fails', () => {
    expect(reportOf(rate, 0).rows.map(({ rate }) => rate)).toEqual([1, 0.01, 0.003, 0, 0]);
  });

  it('has the smallest failure that is noticed, and says so where there is none', () => {
    const { smallest, others } = reportOf(rate);
    expect(smallest?.chance).toBe(0.8);
    expect(smallest?.rate).toBeGreaterThan(0.005);
    expect(smallest?.times).toBeCloseTo((smallest?.rate ?? 0) / 0.005, 9);
    expect(others.every((other) => other.smallest?.chance === 0.8)).toBe(true);
    expect(riskText(reportOf(rate), 80).replaceAll(/\s+/g, ' ')).toMatch(
      /The smallest failure that is noticed before the new fleet has all traffic, with a chance of 80 %: \S+ % of the requests, \S+ times as often as usual\./,
    );
    const blind = reportOf({ alarms: [{ metric: 'latency-p99', above: '200ms', for: '2m' }] });
    expect(blind.smallest).toEqual({ chance: 0.8, rate: null, times: null });
    expect(riskText(blind, 80).replaceAll(/\s+/g, ' ')).toContain(
      'Nothing takes back a model that fails by itself: it gets all of the traffic, unless people stop it.',
    );
    expect(reportOf(rate, 0).smallest).toMatchObject({ rate: expect.any(Number), times: null });
  });

  it('has a slow model, noticed by a comparison of slow requests', () => {
    const slowIn = (alarms: object[], requests = 1) =>
      reportOf({ alarms }, 0.005, undefined, { requests }).rows.find(({ model }) => model === 'slow');
    const row = slowIn([{ compare: 'slow' }], 5);
    expect(row).toMatchObject({ noticed: 'yes', rate: 0.005 });
    expect(row?.takenBack).toBeGreaterThan(0.9);
    // Three minutes are left out, and three must agree.
    expect(row?.minutes).toBeGreaterThanOrEqual(6);
    expect(row?.harmed?.median).toBeCloseTo((row?.exposed?.median ?? 0) * 0.45, 3);
    expect(slowIn([{ compare: '5xx' }])).toMatchObject({ noticed: 'no', takenBack: 0 });
    for (const alarm of [
      { metric: 'latency-p99', above: '200ms', for: '2m' },
      { compare: 'slow', slower: '800ms' },
      { name: 'iris-5xx' },
    ])
      expect(slowIn([alarm])).toMatchObject({ noticed: 'unknown', takenBack: null });
  });

  it('says plainly where no alarm is, and where that is not known', () => {
    const text = riskText(reportOf({ alarms: [{ compare: '5xx' }] }), 80);
    expect(text).toMatch(/^slow +0\.5 % +no alarm +- /m);
    expect(text).toMatch(/^ {2}slow +no alarm$/m);
    const unknown = riskText(reportOf({ alarms: [{ name: 'iris-5xx' }] }), 80);
    expect(unknown).toMatch(/^all fail +100 % +not known +- +- +- +-$/m);
    expect(unknown.replaceAll(/\s+/g, ' ')).toContain('Which failures are noticed is not known');
  });

  const named = {
    ...{ name: 'iris-5xx', state: 'OK', namespace: 'AWS/SageMaker', metricName: 'Invocation5XXErrors' },
    ...{ dimensions: { EndpointName: 'iris', VariantName: 'AllTraffic' }, statistic: 'Average' },
    ...{ period: 60, evaluationPeriods: 2, threshold: 0.01, comparison: 'GreaterThanThreshold' },
  };
  const readWith = (...alarms: (typeof named)[]) => ({ live: undefined, history: undefined, alarms });

  it('has the chances of an alarm by name, once it is read', () => {
    const { rows, smallest, others, leftOut, unsound } = reportOf(
      { alarms: [{ name: 'iris-5xx' }] },
      0.005,
      undefined,
      { read: readWith(named) },
    );
    expect(rows[0]).toMatchObject({ noticed: 'yes', minutes: 2 });
    expect(rows[0]?.takenBack).toBeCloseTo(1, 6);
    expect(smallest?.rate).toBeGreaterThan(0.005);
    expect(others[0]?.allFail.takenBack).toBeCloseTo(1, 6);
    expect(leftOut).toEqual([]);
    expect(unsound).toMatchObject([{ field: 'alarms[0].name', instead: '5xx' }]);
    // Of another endpoint it is not about these requests.
    const other = { ...named, dimensions: { ...named.dimensions, EndpointName: 'other' } };
    expect(
      reportOf({ alarms: [{ name: 'iris-5xx' }] }, 0.005, undefined, { read: readWith(other) }).leftOut,
    ).toEqual(['1 alarm whose chances are not known (alarms[0].name)']);
  });

  it('has no chance of 0 where it is not known', () => {
    const { rows, smallest, others, hours } = reportOf({ alarms: [{ name: 'iris-5xx' }] }, 0.005, undefined, {
      extremes: {
        quietest: { day: 'Sun', hour: 3, requestsPerSecond: 0.5 },
        busiest: { day: 'Tue', hour: 14, requestsPerSecond: 20 },
      },
    });
    const unknown = { takenBack: null, inTime: null, exposed: null, harmed: null };
    for (const row of rows) expect(row).toMatchObject({ noticed: 'unknown', ...unknown });
    expect(smallest).toBeNull();
    for (const { sound, allFail } of [...others, ...hours])
      expect([sound, allFail]).toMatchObject([unknown, unknown]);
  });

  it('refuses a budget by nothing but what is not known', () => {
    const plan = () => reportOf({ alarms: [{ name: 'iris-5xx' }] }, 0.005, 0.1);
    expect(plan).toThrow(
      '--budget: expected alarms or comparisons on 5xx whose chances are known, got alarms[0].name. Alarms by name are read with --live.',
    );
  });

  it('has alarms on 4xx in what a sound model suffers, and a model that answers nothing but 4xx', () => {
    const alarms = [{ compare: '5xx' }, { metric: '4xx-rate', above: '1%', for: '2m' }];
    const { rows, unsound, leftOut } = reportOf({ alarms }, 0.005, undefined, { rejectedRate: 0.005 });
    const of = (model: string) => rows.find((row) => row.model === model);
    expect(of('all 4xx')).toMatchObject({ noticed: 'yes', rate: 1, minutes: 2 });
    expect(of('sound')?.takenBack).toBeGreaterThan(0.4);
    expect(unsound).toMatchObject([{ field: 'alarms[1]', instead: '4xx' }]);
    expect(leftOut).toEqual([]);
    // Compared, it is found, too, and a sound one stays.
    const compared = reportOf({ alarms: [{ compare: '4xx' }] }, 0.005, undefined, { rejectedRate: 0.005 });
    expect(compared.rows.find(({ model }) => model === 'all 4xx')?.takenBack).toBe(1);
    expect(compared.rows.at(-1)?.takenBack).toBeLessThan(0.02);
    expect(compared.rows[0]).toMatchObject({ model: 'all fail', noticed: 'no' });
  });

  it('says that nothing on 4xx is known without their usual rate', () => {
    const { rows, leftOut } = reportOf({
      alarms: [{ metric: '4xx-rate', above: '1%', for: '2m' }, { compare: '4xx' }],
    });
    expect(rows.find(({ model }) => model === 'all 4xx')).toMatchObject({
      noticed: 'unknown',
      takenBack: null,
    });
    expect(leftOut).toEqual([
      '1 alarm on 4xx, of which --live without --rps reads how many are usual',
      'the comparison of 4xx, of which --live without --rps reads how many are usual',
    ]);
  });

  it('warns of an alarm that takes back many sound models, and of no other', () => {
    // It is the only one, and so does all that is done to a sound model.
    const { rows, unsound } = reportOf(rate);
    const takenBack = rows.find(({ model }) => model === 'sound')?.takenBack ?? 0;
    expect(takenBack).toBeGreaterThan(0.4);
    expect(unsound).toEqual([{ field: 'alarms[0]', takenBack, instead: '5xx' }]);
    expect(riskText(reportOf(rate), 80).replaceAll(/\s+/g, ' ')).toMatch(
      /warning alarms\[0\] takes back \d\d % of sound models by itself\. { compare: 5xx } has no limit/,
    );
    expect(reportOf({ alarms: [{ compare: '5xx' }] }).unsound).toEqual([]);
    expect(reportOf({ alarms: [{ metric: '5xx-rate', above: '20%', for: '4m' }] }).unsound).toEqual([]);
  });

  it('says which alarms are not in its figures', () => {
    const alarms = [
      ...rate.alarms,
      { name: 'iris-5xx' },
      { metric: 'latency-p99', above: '200ms', for: '2m' },
    ];
    expect(reportOf({ alarms }).leftOut).toEqual([
      '1 alarm by name, which --live reads',
      '1 alarm whose chances are not known (alarms[2])',
    ]);
  });

  it('names the fastest way within a budget: slower where less may be hurt, and none for nothing', () => {
    const within = (part: number) => reportOf({ alarms: [{ compare: '5xx' }] }, 0.005, part).within;
    const [loose, tight, none] = [0.5, 0.03, 0.00001].map(within);
    expect(loose?.seconds).toBeLessThan(tight?.seconds ?? 0);
    expect(loose?.hurt).toBeLessThanOrEqual(0.5 * 2592);
    expect(tight?.hurt).toBeLessThanOrEqual(0.03 * 2592);
    expect(tight?.rollout).toMatchObject({ strategy: expect.any(String) });
    expect(none).toMatchObject({ rollout: null });
    // Nothing is compared once the old fleet has no traffic: all at once, a bad model would stay.
    expect(loose?.rollout).not.toMatchObject({ strategy: 'all-at-once' });
    expect(
      riskText(reportOf({ alarms: [{ compare: '5xx' }] }, 0.005, 0.03), 80).replaceAll(/\s+/g, ' '),
    ).toMatch(
      /A release may hurt 78 requests\. The fastest way within that takes \S+ and hurts \d+ \(worst 5 %\): rollout: { strategy: /,
    );
  }, 60_000);

  it('is, by the endpoint’s own weeks, also of its quietest and busiest hour', () => {
    const quietest = { day: 'Sun', hour: 3, requestsPerSecond: 0.5 };
    const busiest = { day: 'Tue', hour: 14, requestsPerSecond: 20 };
    const report = reportOf(rate, 0.005, undefined, { extremes: { quietest, busiest } });
    expect(report.hours).toMatchObject([quietest, busiest]);
    const [quiet, busy] = report.hours;
    // A share of 1 % is one request of few in the quiet hour, and far from 0.5 % in the busy one.
    expect(quiet?.sound.takenBack).toBeGreaterThan(2 * (busy?.sound.takenBack ?? 1));
    expect(busy?.allFail.harmed?.median).toBeGreaterThan(10 * (quiet?.allFail.harmed?.median ?? 1));
    const text = riskText(report, 80);
    expect(text).toMatch(/^Sun 03:00 +0\.5 +/m);
    expect(text).toMatch(/^Tue 14:00 +20 +/m);
    expect(reportOf(rate).hours).toEqual([]);
    expect(riskText(reportOf(rate), 80)).not.toContain('hours of the week');
  });

  it('has what a shift needs, and its price where one is given', () => {
    const { seconds, peakInstances, extraInstanceHours, dollars, others } = reportOf(rate, 0.005, undefined, {
      price: 0.23,
    });
    expect({ seconds, peakInstances }).toEqual({ seconds: 2100, peakInstances: 10 });
    expect(dollars).toBeCloseTo(extraInstanceHours * 0.23, 3);
    expect(others.every((other) => (other.dollars ?? 0) > 0)).toBe(true);
    expect(riskText(reportOf(rate, 0.005, undefined, { price: 0.23 }), 80)).toMatch(/takes 35m, .*\$0\.67/s);
    expect(reportOf(rate)).not.toHaveProperty('dollars');
  });

  const scored = {
    capture: { sample: '20%', score: { json: 'score' } },
    alarms: [{ compare: '5xx' }, { compare: 'score' }],
  };

  it('has models whose scores are others, where scores are compared', () => {
    const { rows, leftOut } = reportOf(scored, 0.005, undefined, { requests: 20 });
    expect(rows.map(({ model }) => model).slice(-3)).toEqual(['shifted', 'constant', 'sound']);
    const constant = rows.find(({ model }) => model === 'constant');
    expect(constant).toMatchObject({ noticed: 'yes', rate: 0.005 });
    expect(constant?.takenBack).toBeGreaterThan(0.95);
    expect(constant?.harmed).toEqual(constant?.exposed);
    expect(rows.find(({ model }) => model === 'shifted')?.takenBack).toBeLessThan(0.95);
    expect(leftOut).toEqual(['that a comparison of scores takes back at most 1 % of sound models']);
    expect(reportOf({ alarms: [{ compare: '5xx' }] }).rows.map(({ model }) => model)).not.toContain(
      'shifted',
    );
  });

  it('says which bake each comparison needs, and which is not known', () => {
    const alarms = [{ compare: '5xx' }, { compare: 'slow', on: 'notify' }, { compare: '4xx' }];
    const gates = { during: [{ judge: { compare: '5xx', tolerance: '20x' } }] };
    const { evidence, traffic } = reportOf({ alarms, gates }, 0.002, undefined, { requests: 1 });
    expect(evidence).toMatchObject([
      { field: 'alarms[0].compare', compare: '5xx', model: '2 % end 5xx' },
      { field: 'alarms[1].compare', compare: 'slow' },
      { field: 'alarms[2].compare', model: 'not known', chance: null, bakeSeconds: null },
      { field: 'gates.during[0].judge.compare', model: '20 % end 5xx' },
    ]);
    const [first] = evidence;
    expect(first?.chance).toBeLessThan(0.5);
    expect(first?.bakeSeconds).toBeGreaterThan(300);
    const short = reportOf({ alarms, rollout: { ...rollout, timeout: '40m' } }, 0.002, undefined, {
      requests: 1,
    });
    expect(evidenceWarnings(short.evidence, traffic).map(sentence)[0]).toMatch(
      /the shift then takes \S+, and its timeout must be longer\.$/,
    );
    // With that bake it mostly is found.
    const longer = { ...rollout, bake: `${(first?.bakeSeconds ?? 0) / 60}m`, timeout: '8h' };
    const again = reportOf({ alarms, rollout: longer }, 0.002, undefined, { requests: 1 }).evidence;
    expect(again[0]?.chance).toBeGreaterThan(0.7);
    expect(evidenceWarnings(evidence, traffic).map(sentence)[0]).toMatch(
      /^alarms\[0\]\.compare: expected bakes in which a bad model \(2 % end 5xx\) is found before it has all of the traffic, with a chance of 80 %, got \d+ %, at 1 requests a second \(as given\)\. A bake of \d+m would do; the shift then takes \S+\.$/,
    );
    expect(evidenceWarnings(again, traffic).map(({ field }) => field)).not.toContain('alarms[0].compare');
  });

  it('says that no bake does where hardly anything comes, or nothing is compared', () => {
    const alarms = [{ compare: '5xx' }];
    const few = reportOf({ alarms }, 0.002, undefined, { requests: 0.01 });
    expect(few.evidence[0]).toMatchObject({ bakeSeconds: null });
    expect(evidenceWarnings(few.evidence, few.traffic).map(sentence)[0]).toContain('No bake would do');
    const atOnce = { strategy: 'all-at-once', finalBake: '10m' };
    expect(reportOf({ alarms, rollout: atOnce }, 0.002).evidence[0]).toMatchObject({
      chance: 0,
      bakeSeconds: null,
    });
  });

  it('is a page of 80 columns, whatever is in it', () => {
    const extremes = {
      quietest: { day: 'Sun', hour: 3, requestsPerSecond: 0.5 },
      busiest: { day: 'Wed', hour: 14, requestsPerSecond: 9999 },
    };
    const canary = { strategy: 'canary', step: '1 instance', bake: '1h', finalBake: '1h', timeout: '8h' };
    const reports = [
      reportOf(rate),
      reportOf({ ...rate, rollout: canary }, 0.000123, undefined, {
        extremes,
        requests: 2000,
        price: 123.45,
      }),
      reportOf({ alarms: [{ compare: '5xx' }, { compare: '4xx' }, { compare: 'slow' }] }, 0.0123, 0.5, {
        ...{ extremes, requests: 12_345, rejectedRate: 0.0123 },
      }),
      reportOf({ alarms: [{ name: 'iris-5xx' }] }, 0.005, undefined, { extremes }),
      reportOf({ ...scored, gates: { during: [{ judge: { compare: 'score' } }] } }),
      reportOf(
        { fleet: { instanceType: 'ml.m5.large', instanceCount: 1234 }, alarms: [{ name: 'x' }] },
        0,
        undefined,
        {
          price: 99.9,
        },
      ),
    ];
    for (const report of reports)
      for (const line of stripVTControlCharacters(riskText(report, 80, drawnRisk)).split('\n'))
        expect(line.length, line).toBeLessThanOrEqual(80);
    const lines = riskText(reportOf(rate), 80).split('\n');
    expect(lines.find((line) => line.startsWith('all fail'))).toMatch(
      /100 %\s+100 %\s+100 %\s+2 min\s+48 \(48\)/,
    );
  });
});
