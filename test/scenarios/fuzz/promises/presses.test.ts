import { describe, expect, it } from 'vitest';
import { presses } from '../../../../scenarios/fuzz/promises/presses.ts';
import { act, rollout, seen } from './seen.ts';

const name = rollout('v2');
const at = '1970-01-01T00:05:00.000Z';
const pressed = (over: object = {}) =>
  act(240_000, {
    ...{ kind: 'press', by: 'U0ANA', action: 'abort', rollout: name, forged: false, again: false },
    ...{ sentAt: 240_000, expiresAt: 3_600_000, shownSince: 60_000 },
    ...over,
  });
const judged = (acts: ReturnType<typeof act>[], by: string[] | undefined, over: object = {}) =>
  presses(
    seen({
      acts: [
        act(0, {
          kind: 'manifest',
          version: 'm1',
          written: { gates: { before: [{ approval: { timeout: '1h', ...(by && { by }) } }] } },
        }),
        ...acts,
      ],
      ledger: [
        {
          ...{ sk: `rollout#${name}`, name, endpoint: 'iris', settled: { manifest: { versionId: 'm1' } } },
          ...{ start: { kind: 'upload', at }, stop: { kind: 'abort', by: 'ana (U0ANA)', at }, ...over },
        },
      ],
    }),
  );

describe('A rollout that is stopped in Slack', () => {
  it('is so by whoever pressed it and may', () => {
    expect(judged([pressed()], undefined)).toEqual([]);
    expect(judged([pressed()], ['S0RELEASERS'])).toEqual([]);
  });

  it.each([
    ['by nobody', [], undefined],
    ['by a forged press', [pressed({ forged: true })], undefined],
    ['by a press of another button', [pressed({ action: 'approve' })], undefined],
    ['by a press about another rollout', [pressed({ rollout: rollout('v1') })], undefined],
  ])('is not stopped %s', (_, acts, by) => {
    expect(judged(acts, by)).toEqual([expect.stringContaining('has not pressed it')]);
  });

  it('is not stopped by somebody whom its gates do not name', () => {
    expect(judged([pressed()], ['U0BEN'])).toEqual([expect.stringContaining('who may not')]);
  });

  it('is taken back by whoever pressed that', () => {
    const back = { start: { kind: 'rollback', by: 'ana (U0ANA)', at }, stop: undefined };
    expect(judged([pressed({ action: 'roll-back', rollout: rollout('v1') })], undefined, back)).toEqual([]);
    expect(judged([], undefined, back)).toHaveLength(1);
  });
});
