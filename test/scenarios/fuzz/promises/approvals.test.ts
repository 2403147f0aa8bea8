import { describe, expect, it } from 'vitest';
import { approvals } from '../../../../scenarios/fuzz/promises/approvals.ts';
import { act, ended, rollout, seen } from './seen.ts';

const ana = 'arn:aws:iam::000000000000:user/ana';
const name = rollout('v2');
const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();
const put = (at: number, version: string, written: unknown) =>
  act(at, { kind: 'manifest', version, written });
const asking = (approval: object, stage = 'before') => ({
  gates: { [stage]: [{ approval: { timeout: '1h', ...approval } }] },
});
const record = (version: string | null, start: object = { kind: 'upload' }) => ({
  sk: `rollout#${name}`,
  endpoint: 'iris',
  start,
  settled: { manifest: version === null ? null : { versionId: version } },
});
const gate = (phase: string, at: number, more: object = {}, stage = 'before') => ({
  ...{ rollout: name, phase, at: iso(at), gate: { id: `${name}/${stage}/0` } },
  ...more,
});
/** It shifts at minute 10, under `m1`. */
const judged = (
  written: unknown,
  announced: Record<string, unknown>[] = [],
  more: Parameters<typeof seen>[0] = {},
) =>
  approvals(
    seen({
      shifts: [{ at: 10 * minute, rollout: name, live: [] }],
      acts: [put(0, 'm1', written), ...(more.acts ?? [])],
      ledger: more.ledger ?? [record('m1')],
      announced: [{ rollout: name, phase: 'prepared', at: iso(9 * minute) }, ...announced],
      endings: more.endings ?? [],
    }),
  );

describe('A shift is fine', () => {
  it.each([
    ['without gates', {}, []],
    ['once somebody approved', asking({}), [gate('decision', minute, { verdict: 'approve', by: 'ana' })]],
    [
      'once somebody who may approved',
      asking({ by: [ana] }),
      [gate('decision', minute, { verdict: 'approve', by: ana })],
    ],
    [
      'when the time is up, if the manifest says so',
      asking({ timeout: '5m', otherwise: 'approve' }),
      [gate('gate', minute)],
    ],
  ])('%s', (_, written, announced) => {
    expect(judged(written, announced)).toEqual([]);
  });

  it('of a rollback under a broken manifest', () => {
    expect(judged('{', [], { ledger: [record('m1', { kind: 'rollback' })] })).toEqual([]);
  });

  it('past all gates, if somebody said so', () => {
    expect(judged(asking({}), [], { ledger: [record('m1', { kind: 'rollback', fast: true })] })).toEqual([]);
  });
});

describe('A shift is not', () => {
  it.each([
    ['that nobody approved', asking({}), [gate('gate', minute)], 'was not approved'],
    [
      'that was approved by another',
      asking({ by: [ana] }),
      [gate('decision', minute, { verdict: 'approve', by: 'bob' })],
      'who may not',
    ],
    [
      'whose time is not up',
      asking({ timeout: '30m', otherwise: 'approve' }),
      [gate('gate', minute)],
      'was not approved',
    ],
    ['under a broken manifest', '{', [], 'a broken manifest'],
  ])('one %s', (_, written, announced, words) => {
    expect(judged(written, announced)).toEqual([expect.stringContaining(words)]);
  });

  it('one under a manifest that is in force no more', () => {
    expect(judged({}, [], { acts: [put(5 * minute, 'm2', {})] })).toEqual([
      expect.stringContaining('m2 had been put'),
    ]);
  });

  it('one that is deployed though nobody wanted to keep it', () => {
    const written = asking({}, 'after');
    const asked = [gate('gate', 11 * minute, {}, 'after')];
    expect(judged(written, asked, { endings: [ended(12 * minute, name, 'DEPLOYED')] })).toEqual([
      expect.stringContaining(`${name}/after/0 was not approved`),
    ]);
    expect(judged(written, asked, { endings: [ended(12 * minute, name, 'ROLLED_BACK')] })).toEqual([]);
  });
});

describe('What was approved', () => {
  const approved = [gate('decision', 2 * minute, { verdict: 'approve', by: 'ana' })];
  const asked = (at: number) => ({
    ...{ rollout: name, phase: 'gate', at: iso(at) },
    gate: { id: `${name}/before/0`, stage: 'before' },
  });
  /** Somebody deploys another config at minute 5. */
  const stood = (at: number) => ({ status: 'InService', live: [at < 5 * minute ? 'old' : 'theirs'] });
  const shifted = (live: string, announced: object[]) =>
    approvals(
      seen({
        stood,
        shifts: [{ at: 10 * minute, rollout: name, live: [live] }],
        acts: [put(0, 'm1', asking({}))],
        ledger: [record('m1')],
        announced: [...announced, ...approved] as Record<string, unknown>[],
      }),
    );

  it('is what is released', () => {
    expect(shifted('old', [asked(minute)])).toEqual([]);
    expect(shifted('theirs', [asked(minute), asked(6 * minute)])).toEqual([]);
    expect(shifted('theirs', [asked(minute)])).toEqual([expect.stringContaining('nobody was asked of that')]);
  });
});
