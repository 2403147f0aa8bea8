import { describe, expect, it } from 'vitest';
import { decisions } from '../../../../scenarios/fuzz/promises/decisions.ts';
import { act, rollout, seen } from './seen.ts';

const name = rollout('v2');
const key = `gate#${name}#before#0`;
const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();

const decided = (over: object = {}) => ({
  ...{ verdict: 'approve', by: 'U0ANA', via: 'slack', at: 5 * minute, round: 1, digest: 'd' },
  ...over,
});
const pressed = (over: object = {}) =>
  act(4 * minute, {
    ...{
      kind: 'press',
      by: 'U0ANA',
      action: 'approve',
      rollout: name,
      gate: key,
      forged: false,
      again: false,
    },
    ...{ sentAt: 4 * minute, expiresAt: 60 * minute, shownSince: 2 * minute },
    ...over,
  });
const judged = (
  asking: object,
  decision: object,
  acts: ReturnType<typeof act>[],
  more: { earlier?: object[]; until?: number } = {},
) => {
  const gate = {
    id: `${name}/before/0`,
    round: 1,
    question: 'Release it?',
    until: iso(more.until ?? 60 * minute),
  };
  return decisions(
    seen({
      acts: [
        act(0, {
          kind: 'manifest',
          version: 'm1',
          written: { gates: { before: [{ approval: { timeout: '1h', ...asking } }] } },
        }),
        ...acts,
      ],
      announced: [{ phase: 'gate', at: iso(2 * minute), gate }],
      ledger: [
        {
          sk: `rollout#${name}`,
          endpoint: 'iris',
          settled: { digest: 'd', manifest: { versionId: 'm1' } },
        },
        { sk: key, item: { decision, earlier: more.earlier ?? [] } },
      ],
    }),
  );
};

describe('An answer counts', () => {
  it.each([
    ['by a button, of somebody of the group', { by: ['S0RELEASERS'] }, decided(), [pressed()]],
    [
      'by a link',
      { anyoneWithLink: true },
      decided({ by: 'anyone with the link', via: 'link' }),
      [
        act(minute, {
          ...{ kind: 'follow', action: 'approve', rollout: name, gate: key, forged: false },
          ...{ sentAt: 2 * minute, expiresAt: 60 * minute },
        }),
      ],
    ],
    [
      'by a command',
      {},
      decided({ by: 'ana', via: 'iam' }),
      [act(5 * minute, { kind: 'decide', action: 'approve', by: 'ana', done: 'decided', rollout: name })],
    ],
  ])('%s', (_, asking, decision, acts) => {
    expect(judged(asking, decision, acts)).toEqual([]);
  });
});

describe('No answer is one', () => {
  const nobody = 'nobody has said so';
  it.each([
    ['that nobody gave', [], nobody],
    ['that was forged', [pressed({ forged: true })], nobody],
    ['of somebody else', [pressed({ by: 'U0BEN' })], nobody],
    ['of another gate', [pressed({ gate: `gate#${name}#after#0` })], nobody],
    ['of a button that was there before the question', [pressed({ shownSince: 0 })], nobody],
    ['that says the contrary', [pressed({ action: 'reject' })], nobody],
    ['that came when the button had expired', [pressed({ expiresAt: minute })], nobody],
  ])('%s', (_, acts, words) => {
    expect(judged({}, decided(), acts)).toEqual([expect.stringContaining(words)]);
  });

  it('by somebody who may not', () => {
    expect(judged({ by: ['U0BEN'] }, decided(), [pressed()])).toEqual([
      expect.stringContaining('who may not'),
    ]);
  });

  it('when the time was up', () => {
    expect(judged({}, decided(), [pressed()], { until: 5 * minute })).toEqual([
      expect.stringContaining('the time was up'),
    ]);
  });

  it('to a question that was answered before', () => {
    expect(judged({}, decided(), [pressed()], { earlier: [decided()] })).toEqual([
      expect.stringContaining('and before'),
    ]);
  });
});
