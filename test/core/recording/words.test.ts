import { describe, expect, it } from 'vitest';
import { durationsOf, phaseText, startOf, startText } from '../../../core/recording/words.ts';
import { phaseOf } from '../../../core/records/phase-of.ts';
import { phaseSchema } from '../../../core/records/rollout-record.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { aRecord, aRelease, instant } from '../../support/builders.ts';

const at = instant;
const later = (seconds: number) => instantAt(Date.parse(instant) + seconds * 1000);

describe('A rollout, as people read of it', () => {
  it('was started by somebody, and for a reason if they gave one', () => {
    const text = (start: Parameters<typeof aRecord>[1]) => startText(startOf(aRecord({}, start)));
    expect(text({ release: aRelease({ uploadedBy: 'ada' }) })).toBe('uploaded by ada');
    expect(text({ start: { kind: 'manifest', at, by: 'bob', manifestVersion: '1' } })).toBe(
      'manifest changed by bob',
    );
    expect(text({ start: { kind: 'retry', at, by: 'cy', reason: 'again' } })).toBe(
      'tried again by cy: again',
    );
    expect(text({ start: { kind: 'rollback', at, by: 'di', config: 'c' } })).toBe('rollback by di');
  });

  it('is in the furthest phase that it entered, whatever their order in the ledger', () => {
    expect(phaseOf(aRecord())).toBe('resolving');
    expect(phaseOf(aRecord({}, { phases: { prepared: at, resolving: at, queued: at } }))).toBe('prepared');
    expect(phaseOf(aRecord({}, { phases: { shifting: at }, outcome: 'DEPLOYED' }))).toBe('concluded');
  });

  it('has words of people for every phase', () => {
    const texts = phaseSchema.options.map((phase) => phaseText(phase));
    expect(new Set(texts).size).toBe(phaseSchema.options.length);
  });

  it('took as long as it took: queued, shifting, in all', () => {
    const phases = { queued: later(10), admitted: later(70), shifting: later(100) };
    expect(durationsOf(aRecord({}, { phases, endedAt: later(160) }), later(9999))).toEqual({
      queuedSeconds: 60,
      shiftSeconds: 60,
      totalSeconds: 160,
    });
    // Under way, until now; and clocks that differ never make it negative.
    expect(durationsOf(aRecord({}, { phases: { queued: later(10) } }), later(40))).toEqual({
      queuedSeconds: 30,
      totalSeconds: 40,
    });
    expect(durationsOf(aRecord(), later(-5))).toEqual({ totalSeconds: 0 });
  });
});
