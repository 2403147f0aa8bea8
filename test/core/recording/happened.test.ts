import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../core/recording/facts.ts';
import { happenedIn } from '../../../core/recording/happened.ts';
import { instant } from '../../support/builders.ts';

const facts = {
  ...{ version: 'v2', startedAt: instant, start: { kind: 'upload', by: 'ci', at: instant } },
  ...{ breaches: [], endedAt: null, outcome: null, cause: null },
  phases: { shifting: instant, prepared: instant, 'gates-before': instant, resolving: instant },
  gates: [
    {
      ...{
        gate: 'iris/before/0',
        kind: 'approval',
        stage: 'before',
        status: 'passed',
        why: 'approved by ana',
      },
      ...{ since: instant, endedAt: instant },
      decisions: [{ verdict: 'approve', by: 'ana', via: 'iam', at: instant }],
    },
  ],
} as unknown as Facts;

describe('What happened at one instant', () => {
  it('has decisions before what they bring about, and the phases in their order', () => {
    expect(happenedIn(facts).map(({ kind }) => kind)).toEqual([
      ...['start', 'resolving', 'gates-before', 'gate', 'decision', 'gate', 'prepared', 'shifting'],
    ]);
  });

  it('has the wait for a busy endpoint after the gate where it came after it', () => {
    const later = '2026-12-31T00:00:00.000Z' as const;
    const [gate] = facts.gates;
    const waited = {
      ...facts,
      gates: [{ ...gate, endedAt: later, decisions: [] }],
      phases: { ...facts.phases, 'waiting-for-endpoint': later, prepared: later, shifting: later },
    } as unknown as Facts;
    const kinds = happenedIn(waited).map(({ kind }) => kind);
    expect(kinds.slice(-4)).toEqual(['gate', 'waiting-for-endpoint', 'prepared', 'shifting']);
  });
});
