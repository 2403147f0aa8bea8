import { describe, expect, it } from 'vitest';
import { logEnd } from '../../../app/ending/log-end.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import type { Ending } from '../../../core/verdict/ending.ts';
import { aRecord, aRollout, instantMs } from '../../support/builders.ts';

describe('A rollout that has ended', () => {
  const endedAt = instantAt(instantMs + 60_000);
  const record = aRecord({}, { startedAt: instantAt(instantMs) });
  const written = (ending: Ending, known: typeof record | undefined = record) => {
    const lines: unknown[] = [];
    const counted: string[] = [];
    const log = { info: (_: string, data?: object) => lines.push(data), warn: () => {}, error: () => {} };
    const metrics = { count: (name: string) => counted.push(name), seconds: () => {} };
    logEnd({ log, metrics }, aRollout(), concludeEnding(ending), known, endedAt);
    return { lines, counted };
  };

  it('is a line with its outcome, and with the seconds of its phases where they are known', () => {
    const live: Ending = { kind: 'verdict', verdict: { kind: 'live' } };
    expect(written(live).lines).toMatchObject([
      { endpoint: 'iris', outcome: 'DEPLOYED', seconds: { resolving: 60, total: 60 } },
    ]);
    expect(written(live, undefined).lines).toMatchObject([{ outcome: 'DEPLOYED' }]);
  });

  it('is counted as urgent where somebody has to act, and only there', () => {
    expect(written({ kind: 'timed-out', during: 'shift' }).counted).toEqual(['UrgentRollouts']);
    expect(written({ kind: 'timed-out', during: 'queue' }).counted).toEqual([]);
  });
});
