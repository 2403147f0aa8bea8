import { describe, expect, it } from 'vitest';
import { gatesOf } from '../../../core/plan/gates-of.ts';
import type { Start } from '../../../core/release.ts';
import { aRollback, aRollout, aWrittenManifest } from '../../support/builders.ts';

const gates = { before: [{ approval: { timeout: '8h' } }], after: [{ soak: '30m' }] };
const gated = (over: object = {}) =>
  ({ kind: 'content', value: aWrittenManifest({ gates, ...over }) }) as const;
const none = { before: [], during: [], after: [] };

describe('The gates of a rollout', () => {
  it('are the manifest’s, as its schema reads them', () => {
    expect(gatesOf(aRollout(), gated())).toMatchObject({
      before: [{ kind: 'approval', config: { timeoutSeconds: 28_800, otherwise: 'reject' } }],
      during: [],
      after: [{ kind: 'soak', config: { forSeconds: 1800 } }],
    });
  });

  it('are none where the manifest asks for none', () => {
    expect(gatesOf(aRollout(), { kind: 'content', value: aWrittenManifest() })).toEqual(none);
  });

  it.each([
    ['is none', { kind: 'none' } as const],
    ['cannot be read', { kind: 'unreadable', problems: [] } as const],
    ['is unsound, which is told elsewhere', gated({ rollout: { strategy: 'maybe' } })],
  ])('are none where the manifest %s', (_, manifest) => {
    expect(gatesOf(aRollout(), manifest)).toEqual(none);
  });

  it('are the same of a retry and of a rollback, but none where somebody goes back fast', () => {
    const at = '2026-01-05T10:00:00.000Z';
    expect(gatesOf(aRollout({ start: { kind: 'retry', at, by: 'ana' } }), gated()).before).toHaveLength(1);
    expect(gatesOf(aRollback(), gated()).before).toHaveLength(1);
    const start = { ...aRollback().start, fast: true } as Start;
    expect(gatesOf({ ...aRollback(), start }, gated())).toEqual(none);
  });
});
