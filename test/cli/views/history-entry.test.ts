import { describe, expect, it } from 'vitest';
import { historyLines } from '../../../cli/output/history-lines.ts';
import { historyEntry } from '../../../cli/views/history-entry.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { aProblem, aRecord, aStop, instant } from '../../support/builders.ts';
import { plain } from '../plain.ts';

const later = (seconds: number) => instantAt(Date.parse(instant) + seconds * 1000);
const ended = (
  ending: Parameters<typeof concludeEnding>[0],
  over: Partial<RolloutRecord> = {},
): RolloutRecord => {
  const conclusion = concludeEnding(ending);
  return aRecord({}, { outcome: conclusion.outcome, conclusion, endedAt: later(2460), ...over });
};
const lines = (record: RolloutRecord, columns = 100) =>
  plain(historyLines(historyEntry(record, later(60)), columns));

describe('A rollout in the history', () => {
  it('that was aborted tells by whom and why, and how long it took', () => {
    const stop = aStop();
    const record = ended(
      { kind: 'verdict', verdict: { kind: 'rolled-back', breaches: [], stop } },
      { stop, phases: { queued: instant, admitted: later(120), shifting: later(180) } },
    );
    expect(lines(record)).toEqual([
      `2026-01-05 10:00Z  ROLLED_BACK  v2  ${record.name}`,
      '  uploaded by account 123456789012; queued 2m, shifted 38m, 41m in all',
      '  at 2026-01-05 10:41Z: Aborted by ana@example.com: scores look wrong. SageMaker shifted all traffic',
      '  back; the config from before serves.',
      `  report: npx greenlight report ${record.name}`,
    ]);
    expect(historyEntry(record, later(0))).toMatchObject({
      type: 'rollout',
      rollout: record.name,
      outcome: 'ROLLED_BACK',
      stop,
      start: { kind: 'upload', by: '123456789012' },
      queuedSeconds: 120,
      shiftSeconds: 2280,
      totalSeconds: 2460,
    });
  });

  it('that was refused lists every problem', () => {
    const problems = [aProblem(), aProblem({ field: 'alarms', got: 'none' })];
    const text = lines(ended({ kind: 'refused', problems })).join('\n');
    expect(text).toMatch(/ - rollout\.step: expected .*\n.* - alarms: expected/);
  });

  it('that was stopped too late still tells who wanted it stopped', () => {
    const record = ended({ kind: 'verdict', verdict: { kind: 'live' } }, { stop: aStop() });
    expect(lines(record)).toContain('  aborted by ana@example.com: scores look wrong');
  });

  it('under way has its phase in place of an outcome, and nothing that is only known at the end', () => {
    const record = aRecord({}, { phases: { shifting: later(30) } });
    expect(lines(record)).toEqual([
      `2026-01-05 10:00Z  shifting traffic  v2  ${record.name}`,
      '  uploaded by account 123456789012; shifted 30s, 1m in all',
    ]);
    expect(historyEntry(record, later(60))).toMatchObject({ endedAt: null, outcome: null, cause: null });
  });

  it('that timed out tells what became of the endpoint', () => {
    const aftermath = { at: later(7200), status: 'InService', serving: 'iris-old' };
    const record = ended({ kind: 'timed-out', during: 'shift' }, { aftermath });
    expect(lines(record).at(-2)).toBe('  At 2026-01-05 12:00Z the endpoint was InService on iris-old.');
    expect(lines(record).at(-1)).toBe(`  report: npx greenlight report ${record.name}`);
  });

  it('tells what it took the place of, where no release made that', () => {
    const variants = [{ name: 'main', model: 'fraud-7', images: ['ecr/fraud:7'], data: [] }];
    const record = ended(
      { kind: 'verdict', verdict: { kind: 'live' } },
      { replaced: { config: 'theirs', variants } },
    );
    expect(lines(record)).toContain(
      '  took the place of theirs (model fraud-7, image ecr/fraud:7), which no release made',
    );
    const back = ended(
      { kind: 'verdict', verdict: { kind: 'rolled-back', breaches: [] } },
      { replaced: { config: 'theirs', variants } },
    );
    expect(lines(back).join(' ')).toContain('did not take the place of theirs');
  });

  it('that went back to what no release made is called by that', () => {
    const start = { kind: 'rollback', at: instant, by: 'ana', config: 'theirs', foreign: true } as const;
    const record = ended({ kind: 'verdict', verdict: { kind: 'live' } }, { start });
    expect(historyEntry(record, later(0)).version).toBe('theirs');
  });

  it('that failed tells what could be done about it while it is the newest', () => {
    const record = ended({ kind: 'error', during: 'ShiftBack', error: 'ApiRefused' });
    const nextSteps = [{ text: 'To go back to v1', command: 'npx greenlight rollback iris' }];
    const conclusion = record.conclusion && { ...record.conclusion, nextSteps };
    const entry = historyEntry({ ...record, ...(conclusion && { conclusion }) }, later(0));
    const step = '  - To go back to v1: npx greenlight rollback iris';
    expect(plain(historyLines(entry, 100, true)).at(-1)).toBe(step);
    expect(plain(historyLines(entry, 100))).not.toContain(step);
    expect(entry.nextSteps).toEqual(nextSteps);
  });

  it('keeps within the width that it is given', () => {
    const record = ended({ kind: 'verdict', verdict: { kind: 'rolled-back', breaches: [], stop: aStop() } });
    for (const line of lines(record, 60).slice(1)) expect(line.length).toBeLessThanOrEqual(60);
  });
});
