import { describe, expect, it } from 'vitest';
import {
  openProposals,
  type Proposal,
  proposalState,
  proposedCommand,
} from '../../../core/records/proposal.ts';
import { type Instant, instantAt } from '../../../core/values/instant.ts';
import { aRecord, aRelease, aStop, instant, instantMs } from '../../support/builders.ts';

const minute = (n: number): Instant => instantAt(instantMs + n * 60_000);
const v1 = aRecord({}, { release: aRelease({ version: 'v1' }), outcome: 'DEPLOYED', endedAt: minute(-60) });
const v2 = aRecord({}, { release: aRelease({ version: 'v2' }), phases: { shifting: minute(-5) } });

const proposal = (over: Partial<Proposal> = {}): Proposal => ({
  ...{ kind: 'abort', endpoint: 'iris', rollout: v2.name, by: 'arn:bot', reason: 'odd scores' },
  ...{ at: instant, until: minute(60), key: 'key-1' },
  ...over,
});
const state = (over: Partial<Proposal>, records = [v1, v2], at = 10) =>
  proposalState(proposal(over), records, instantMs + at * 60_000);
const stopped = (at: Instant, kind: 'abort' | 'superseded' = 'abort') => ({
  ...v2,
  stop: aStop({ kind, by: 'ana', at }),
});
const started = (kind: 'rollback' | 'retry', at: Instant, of = v1) => ({
  ...aRecord({}, { release: of.release, attempt: 2 }),
  start: { kind, at, by: 'ana', config: v1.name },
});

describe('A proposal', () => {
  it('is open for an hour', () => {
    expect(state({})).toEqual({ kind: 'open' });
    expect(state({}, [v1, v2], 59)).toEqual({ kind: 'open' });
    expect(state({}, [v1, v2], 60)).toEqual({ kind: 'expired' });
  });

  it('to abort is done once somebody has stopped the rollout, however long ago that was', () => {
    expect(state({}, [v1, stopped(minute(3))])).toEqual({ kind: 'done', by: 'ana', at: minute(3) });
    expect(state({}, [v1, stopped(minute(3))], 600)).toMatchObject({ kind: 'done' });
  });

  it('to abort is overtaken by the rollout’s end, or by a newer release', () => {
    expect(state({}, [v1, { ...v2, outcome: 'ROLLED_BACK', endedAt: minute(3) }])).toEqual({
      kind: 'overtaken',
    });
    const superseded = { ...stopped(minute(3), 'superseded'), outcome: 'SUPERSEDED' as const };
    expect(state({}, [v1, superseded])).toEqual({ kind: 'overtaken' });
  });

  it('to roll back is done by a rollback, or by a stop of what still shifts', () => {
    const rollback = { kind: 'rollback' } as const;
    expect(state(rollback)).toEqual({ kind: 'open' });
    expect(state(rollback, [v1, started('rollback', minute(-1))])).toEqual({ kind: 'open' });
    const done = { kind: 'done', by: 'ana', at: minute(4) };
    expect(state(rollback, [v1, v2, started('rollback', minute(4))])).toEqual(done);
    expect(state(rollback, [v1, stopped(minute(4))])).toEqual(done);
  });

  it('to roll back is overtaken if another release shifts, or if it was taken back by itself', () => {
    const rollback = { kind: 'rollback' } as const;
    const v3 = aRecord({}, { release: aRelease({ version: 'v3' }), phases: { shifting: minute(2) } });
    expect(state(rollback, [v1, v2, v3])).toEqual({ kind: 'overtaken' });
    const ended = (outcome: 'DEPLOYED' | 'ROLLED_BACK') => ({ ...v2, outcome, endedAt: minute(2) });
    expect(state(rollback, [v1, ended('ROLLED_BACK')])).toEqual({ kind: 'overtaken' });
    expect(state(rollback, [v1, ended('DEPLOYED')])).toEqual({ kind: 'open' });
  });

  it('to retry is done by another attempt of that release alone', () => {
    const retry = { kind: 'retry', rollout: v1.name, release: v1.release.id } as const;
    expect(state(retry)).toEqual({ kind: 'open' });
    expect(state(retry, [v1, v2, started('retry', minute(4), v2)])).toEqual({ kind: 'open' });
    expect(state(retry, [v1, v2, started('retry', minute(4))])).toMatchObject({ kind: 'done', by: 'ana' });
  });

  it('is among the open ones only while it is', () => {
    const lapsed = proposal({ kind: 'rollback', until: minute(5) });
    expect(openProposals([proposal(), lapsed], [v1, v2], instantMs + 10 * 60_000)).toEqual([proposal()]);
  });

  it.each<[Partial<Proposal>, string]>([
    [{}, `npx greenlight abort iris --release ${v2.name} --reason "…"`],
    [{ kind: 'rollback' }, 'npx greenlight rollback iris --reason "…"'],
    [{ kind: 'rollback', to: 'baseline' }, 'npx greenlight rollback iris --to baseline --reason "…"'],
    [{ kind: 'retry', release: 'r' }, 'npx greenlight retry r --endpoint iris --reason "…"'],
  ])('%j is done by a command, in which nothing of its reason stands', (over, command) => {
    expect(proposedCommand(proposal({ ...over, reason: '"; rm -rf ~' }))).toBe(command);
  });
});
