import { describe, expect, it } from 'vitest';
import type { GateItem } from '../../../core/gates/item.ts';
import { looksOf } from '../../../core/recording/looks-of.ts';
import type { FleetTraffic } from '../../../core/recording/recording.ts';
import { type Known, recordingOf } from '../../../core/recording/recording-of.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { reportPage } from '../../../core/report/report-page.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { aBreach, aPlan, aRecord, aSettled, aStop, instant, instantMs } from '../../support/builders.ts';

const later = (seconds: number) => instantAt(instantMs + seconds * 1000);
const none: FleetTraffic = { kind: 'unknown', why: 'Nothing was shifted.' };
const known: FleetTraffic = {
  kind: 'known',
  periodSeconds: 60,
  periods: Array.from({ length: 20 }, (_, n) => ({
    at: instantMs + (n - 8) * 60_000,
    green: { requests: n < 12 ? 0 : 20, errors5xx: n < 12 ? 0 : 20, errors4xx: 0 },
    blue: { requests: 80, errors5xx: 0, errors4xx: 1 },
    bothLatency: { p50: 5, p90: 9, p99: 12 },
  })),
  completeUntil: instantMs + 11 * 60_000,
};

const rolledBack = (over: Partial<RolloutRecord> = {}): RolloutRecord => {
  const conclusion = concludeEnding({
    ...{ kind: 'verdict', verdict: { kind: 'rolled-back', breaches: [aBreach()] } },
  });
  return aRecord(aPlan(), {
    ...{ outcome: conclusion.outcome, conclusion, endedAt: later(700) },
    phases: { resolving: instant, shifting: later(60) },
    settled: aSettled({ changes: [{ what: 'image', how: 'changed', from: 'a:1', to: 'a:2' }] }),
    ...over,
  });
};
const pageOf = (
  record: RolloutRecord,
  traffic: FleetTraffic = none,
  asOf = later(900),
  more: Partial<Known> = {},
): string =>
  reportPage(
    recordingOf(
      { record, records: [record], gates: [], waits: [], looks: [], traffic, alarms: [], ...more },
      asOf,
      'live',
    ),
  );

describe('The report of a rollout', () => {
  it('says how it ended, what it changed, by what evidence', () => {
    const page = pageOf(rolledBack(), known);
    expect(page).toContain('<h1>ROLLED_BACK <small>on 2026-01-05 10:11Z</small></h1>');
    expect(page).toContain('<td>image</td><td>a:1</td><td>a:2</td>');
    expect(page).toContain('Went off: ');
    expect(page).toContain(
      'the new fleet 160 requests, 160 ended 5xx (100 %); the one before 880 requests, 0 ended 5xx (0 %), 11 4xx.',
    );
    expect(page.match(/<svg /g)).toHaveLength(5);
  });

  it('is one file that loads and runs nothing, well under 300 KB', () => {
    const page = pageOf(rolledBack(), known);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|\son\w+=/i);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page.length).toBeLessThan(300_000);
  });

  it('shows hostile texts as text', () => {
    const evil = '</dd><script>alert(1)</script>';
    const stop = aStop({ reason: evil, by: `"><img src=x onerror=alert(1)>` });
    const conclusion = concludeEnding({ kind: 'stopped', stop });
    const record = aRecord({}, { conclusion, outcome: conclusion.outcome, endedAt: later(5), stop });
    const page = pageOf({ ...record, release: { ...record.release, version: evil } });
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&#60;script&#62;alert(1)');
  });

  it('of one that is under way says as of when', () => {
    const page = pageOf(aRecord({}, { phases: { shifting: later(30) } }));
    expect(page).toContain('<h1>shifting traffic <small>under way, as of 2026-01-05 10:15Z</small></h1>');
    expect(page).toContain('It has not ended yet.');
  });

  it('says why there are no figures, and leaves out what it has nothing of', () => {
    const page = pageOf(aRecord({}));
    expect(page).toContain('<p>Nothing was shifted.</p>');
    expect(page).not.toContain('<h2>Who decided</h2>');
    expect(page).not.toContain('<h2>What it changed</h2>');
  });

  it('of a rollback to what no release made names no artifact', () => {
    const start = { kind: 'rollback', at: instant, by: 'ana', config: 'theirs-7', foreign: true } as const;
    const page = pageOf(aRecord({}, { start }));
    expect(page).toContain('<dd>endpoint config theirs-7, which no release has made</dd>');
    expect(page).not.toContain('<dt>artifact</dt>');
  });

  it('names what Greenlight itself compares among what watched', () => {
    const config = { compare: '5xx', tolerance: 2, falseAlarms: 0.01, floor: 0.001, on: 'rollback' };
    const judges = { ...config, compare: '4xx', demand: 'pass', otherwise: 'pass' };
    const during = [
      { kind: 'compare', config },
      { kind: 'judge', config: judges },
    ];
    const page = pageOf(aRecord({}, { gates: { before: [], during, after: [] } }));
    expect(page).toMatch(/Watched: 5xx at most 2×[^<]* by Greenlight \(rollback\)/);
    expect(page).toMatch(/Watched: 4xx at most 2×[^<]* by the gate judge \(rollback\)/);
  });

  it('shows both fleets as they were seen, in a table and over the plan', () => {
    const record = rolledBack();
    const { plan } = record;
    const seen = (seconds: number, green: number) => ({
      at: later(seconds),
      reading: {
        ...{ status: 'Updating', config: plan?.previousConfig ?? '' },
        variants: [{ name: 'AllTraffic', serving: 5 - green, size: 5, weight: 1 }],
        pending: {
          config: plan?.config ?? '',
          variants: [
            {
              name: 'AllTraffic',
              serving: green,
              size: 5,
              weight: 1,
              doing: { status: 'Baking', message: '' },
            },
          ],
        },
      },
    });
    const looks = looksOf([seen(300, 1), seen(600, 2)], record);
    const page = pageOf(record, none, later(900), { looks });
    expect(page).toContain(
      'blue 3 of 5 serving, 60 % of the traffic; green 2 of 5 serving, 40 % of the traffic',
    );
    // Without figures of CloudWatch, it is the only chart.
    expect(page.match(/<svg viewBox/g)).toHaveLength(1);
    expect(page).toMatch(/<path class="seen" d="M/);
    expect(pageOf(record, known, later(900), { looks })).toMatch(
      /<path class="seen" d="M.*<path class="green" d="M/,
    );
  });

  it('shows each alarm with its limit, its states and what it measured', () => {
    const alarms = [{ name: 'iris-5xx', on: 'rollback', managed: false, threshold: 1 } as const];
    const record = rolledBack();
    const plan = aPlan();
    const states = [
      { at: later(120), state: 'OK' as const },
      { at: later(600), state: 'ALARM' as const, value: 9 },
    ];
    const values = Array.from({ length: 10 }, (_, n) => ({ at: instantMs + n * 60_000, value: n }));
    const page = pageOf({ ...record, plan: { ...plan, alarms } }, none, later(900), {
      alarms: [{ name: 'iris-5xx', states, values }],
    });
    expect(page).toContain(
      '<td>iris-5xx</td><td>rollback</td><td>limit 1</td><td>10:02:00Z OK; 10:10:00Z ALARM</td>',
    );
    expect(page).toContain('aria-label="iris-5xx: from 0 to 9, limit 1"');
  });

  it('says who approved what, when, how and why', () => {
    const decision: NonNullable<GateItem['decision']> = {
      verdict: 'approve',
      by: 'U0ANA',
      name: 'ana',
      via: 'slack',
      round: 1,
      at: instantMs + 30_000,
      reason: 'looks fine',
    };
    const item: GateItem = {
      ...{ stage: 'before', n: 0, kind: 'approval', status: 'passed', why: 'approved by ana', round: 1 },
      ...{ openedAt: instantMs, settledAt: instantMs + 30_000, decision },
    };
    const record = rolledBack();
    const page = pageOf(record, none, later(900), { gates: [{ rollout: record.name, item }] });
    expect(page).toContain(
      '<td class="when">2026-01-05 10:00Z</td><td>approved by ana (U0ANA)</td><td>Slack, which proves who presses</td><td>approval (before/0)</td><td>looks fine</td>',
    );
    expect(page).toContain(`<dt>digest</dt><dd>${record.settled?.digest}</dd>`);
  });

  it('stays below 300 KB, whatever is in it, and says what matters', () => {
    const endless = '\u{1F600}<'.repeat(500_000);
    const stop = aStop({ reason: endless });
    const problems = Array.from({ length: 3000 }, () => ({
      field: endless.slice(0, 900),
      expected: 'x',
      got: 'y',
    }));
    const conclusion = { ...concludeEnding({ kind: 'refused', problems }), stop };
    const record = rolledBack({ conclusion, outcome: conclusion.outcome, stop });
    const periods = Array.from({ length: 480 }, (_, n) => ({
      ...{ at: instantMs + n * 60_000, bothLatency: { p50: 1234.5, p90: 2345.6, p99: 3456.7 + n } },
      green: { requests: 1000 + n, errors5xx: n, errors4xx: n },
      blue: { requests: 9000 + n, errors5xx: n, errors4xx: n },
      greenLatency: { p50: 1234.5, p90: 2345.6, p99: 4456.7 + n },
    }));
    const values = Array.from({ length: 480 }, (_, n) => ({ at: instantMs + n * 60_000, value: n }));
    const names = Array.from({ length: 20 }, (_, n) => `alarm-${n}`);
    const plan = {
      ...aPlan(),
      alarms: names.map((name) => ({ name, on: 'rollback' as const, managed: false })),
    };
    const page = pageOf(
      { ...record, plan },
      { kind: 'known', periodSeconds: 60, periods, completeUntil: instantMs },
      later(900),
      { alarms: names.map((name) => ({ name, states: [], values })) },
    );
    expect(new TextEncoder().encode(page).length).toBeLessThan(300_000);
    expect(page).toContain('<h1>REJECTED');
    expect(page.match(/<svg /g)).toHaveLength(25);
  });
});
