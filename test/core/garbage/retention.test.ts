import { describe, expect, it } from 'vitest';
import { retentionOf } from '../../../core/garbage/retention.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import type { Instant } from '../../../core/values/instant.ts';
import { aRelease, instant } from '../../support/builders.ts';

const later: Instant = '2026-01-05T11:00:00.000Z';
const aRecord = (over: Partial<RolloutRecord> = {}): RolloutRecord => ({
  name: 'iris-r-1',
  endpoint: 'iris',
  release: aRelease(),
  attempt: 1,
  start: { kind: 'upload', at: instant },
  execution: 'arn',
  startedAt: instant,
  phases: {},
  ...over,
});
const aPlanned = (config: string, ...alarms: string[]) =>
  ({
    config,
    previousConfig: 'iris-old-1',
    alarms: [
      { name: 'own', on: 'rollback', managed: false },
      ...alarms.map((name) => ({ name, on: 'rollback', managed: true })),
    ],
  }) as unknown as Plan;

describe('A rollout of the ledger, as garbage collection sees it', () => {
  it('is open until it has an outcome', () => {
    expect(retentionOf(aRecord())).toMatchObject({ open: true, config: 'iris-r-1', deployedAt: undefined });
    expect(retentionOf(aRecord({ outcome: 'REJECTED', endedAt: later }))).toMatchObject({ open: false });
  });

  it('knows what others had put live before it; that to have gone back there is no deployment of ours', () => {
    const replaced = { config: 'theirs', variants: [] };
    expect(retentionOf(aRecord({ replaced, outcome: 'DEPLOYED' }))).toMatchObject({ replaced: 'theirs' });
    const back = { kind: 'rollback', at: instant, by: 'ana', config: 'theirs', foreign: true } as const;
    const record = aRecord({ start: back, outcome: 'DEPLOYED', plan: aPlanned('theirs') });
    expect(retentionOf(record)).toMatchObject({ config: 'theirs', deployedAt: undefined });
  });

  it('is open after a time-out until the endpoint’s own end is known, which may have been the release', () => {
    const timedOut = aRecord({ outcome: 'TIMED_OUT', endedAt: instant, plan: aPlanned('iris-r-1') });
    expect(retentionOf(timedOut).open).toBe(true);
    const aftermath = { at: later, status: 'InService', serving: 'iris-r-1' };
    expect(retentionOf({ ...timedOut, aftermath })).toMatchObject({ open: false, deployedAt: later });
    const back = { ...aftermath, serving: 'iris-old-1' };
    expect(retentionOf({ ...timedOut, aftermath: back })).toMatchObject({
      open: false,
      deployedAt: undefined,
    });
  });

  it('was live from its end on if it was deployed', () => {
    expect(retentionOf(aRecord({ outcome: 'DEPLOYED', endedAt: later })).deployedAt).toBe(later);
    expect(retentionOf(aRecord({ outcome: 'ROLLED_BACK', endedAt: later })).deployedAt).toBeUndefined();
  });

  it('has the managed alarms that it made, and what it goes from and to', () => {
    expect(retentionOf(aRecord({ plan: aPlanned('iris-r-1', 'managed-0') }))).toMatchObject({
      alarms: ['managed-0'],
      configs: expect.arrayContaining(['iris-r-1', 'iris-old-1']),
    });
  });

  it('as a rollback is about another rollout’s config, and owns none of its alarms', () => {
    const start = { kind: 'rollback', at: instant, by: 'Ada', config: 'iris-q-1' } as const;
    expect(retentionOf(aRecord({ start }))).toMatchObject({ config: 'iris-q-1' });
    expect(retentionOf(aRecord({ start, plan: aPlanned('iris-q-1', 'managed-of-q') }))).toMatchObject({
      config: 'iris-q-1',
      configs: expect.arrayContaining(['iris-r-1', 'iris-q-1', 'iris-old-1']),
      alarms: [],
    });
  });

  it('is discarded once the ledger says so', () => {
    expect(retentionOf(aRecord()).discarded).toBe(false);
    expect(retentionOf({ ...aRecord(), discardedAt: later }).discarded).toBe(true);
  });
});
