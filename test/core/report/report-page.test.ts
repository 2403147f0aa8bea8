import { describe, expect, it } from 'vitest';
import type { FleetTraffic } from '../../../core/recording/recording.ts';
import { recordingOf } from '../../../core/recording/recording-of.ts';
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
const pageOf = (record: RolloutRecord, traffic: FleetTraffic = none, asOf = later(900)): string =>
  reportPage(
    recordingOf(
      { record, records: [record], gates: [], waits: [], looks: [], traffic, alarms: [] },
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
    expect(page).not.toContain('<h2>Gates</h2>');
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
    const gates = { before: [], during: [{ kind: 'compare', config }], after: [] };
    expect(pageOf(aRecord({}, { gates }))).toMatch(/Watched: 5xx at most 2×.* by Greenlight \(rollback\)/);
  });
});
