import { describe, expect, it } from 'vitest';
import { supersession } from '../../../../scenarios/fuzz/promises/supersession.ts';
import { act, ended, release, rollout, seen } from './seen.ts';

const record = (version: string, kind: string) => ({
  sk: `rollout#${rollout(version)}`,
  release: { id: release(version) },
  start: { kind },
});
const upload = (at: number, version: string) => act(at, { kind: 'upload', release: release(version) });

/** v1 ends superseded by v2; v1 was uploaded at 1, v2 at `at`. */
const judged = (lost: string, won: string, at = 2, isShifting = false) =>
  supersession(
    seen({
      acts: [upload(1, 'v1'), upload(at, 'v2')],
      endings: [ended(5, rollout('v1'), 'SUPERSEDED', { kind: 'superseded', by: rollout('v2') })],
      ledger: [record('v1', lost), record('v2', won)],
      shifts: isShifting ? [{ at: 3, rollout: rollout('v1'), live: [] }] : [],
    }),
  );

describe('Taking the place of another', () => {
  it('is for the newer artifact, a manifest, and a rollback', () => {
    expect(judged('upload', 'upload')).toEqual([]);
    expect(judged('upload', 'manifest', 0)).toEqual([]);
    expect(judged('upload', 'rollback', 0, true)).toEqual([]);
    expect(judged('rollback', 'rollback', 0)).toEqual([]);
  });

  it('is for no older artifact, of no rollback, and of nothing that shifts', () => {
    expect(judged('upload', 'upload', 0)).toEqual([expect.stringContaining('3: the older')]);
    expect(judged('rollback', 'upload')).toEqual([expect.stringContaining('a rollback, was displaced')]);
    expect(judged('upload', 'upload', 2, true)).toEqual([expect.stringContaining('was shifting')]);
  });

  it('is for no older artifact that had its turn before, either', () => {
    const late = (at: number) =>
      supersession(
        seen({
          acts: [upload(1, 'v1'), upload(at, 'v2')],
          endings: [ended(5, rollout('v1'), 'SUPERSEDED', { kind: 'superseded', by: release('v2') })],
          ledger: [record('v1', 'upload'), record('v2', 'upload')],
        }),
      );
    expect(late(2)).toEqual([]);
    expect(late(0)).toEqual([expect.stringContaining('3: the older')]);
  });
});
