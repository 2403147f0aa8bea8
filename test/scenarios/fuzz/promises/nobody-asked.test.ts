import { describe, expect, it } from 'vitest';
import { nobodyAsked } from '../../../../scenarios/fuzz/promises/nobody-asked.ts';
import { act, ended, release, rollout, seen, serves } from './seen.ts';

const upload = (at: number, version: string) => act(at, { kind: 'upload', release: release(version) });
const v1 = {
  steps: [serves(1, rollout('v1'))],
  endings: [ended(2, rollout('v1'), 'DEPLOYED')],
  acts: [upload(0, 'v1')],
};
const then = (more: Parameters<typeof seen>[0]) =>
  nobodyAsked(
    seen({
      steps: [...v1.steps, ...(more.steps ?? [])],
      endings: [...v1.endings, ...(more.endings ?? [])],
      acts: [...v1.acts, ...(more.acts ?? [])],
    }),
  );

describe('What may go live', () => {
  it.each([
    ['what was uploaded', { acts: [upload(3, 'v2')], steps: [serves(4, rollout('v2'))] }],
    [
      'what was there before, by SageMaker',
      { acts: [upload(3, 'v2')], steps: [serves(4, rollout('v2')), serves(5, rollout('v1'), 'blue')] },
    ],
    [
      'what was there before a release that was not deployed',
      { acts: [upload(3, 'v2')], steps: [serves(4, rollout('v2')), serves(5, rollout('v1'))] },
    ],
    [
      'what somebody goes back to',
      {
        acts: [upload(3, 'v2'), act(6, { kind: 'command', command: 'rollback', done: 'started' })],
        steps: [serves(4, rollout('v2')), serves(7, rollout('v1'))],
        endings: [ended(5, rollout('v2'), 'DEPLOYED')],
      },
    ],
    [
      'what was rolled back, if somebody tries it again',
      {
        acts: [
          upload(3, 'v2'),
          act(7, { kind: 'command', command: 'retry', release: release('v2'), done: 'started' }),
        ],
        steps: [serves(4, rollout('v2')), serves(5, rollout('v1'), 'blue'), serves(8, rollout('v2', 2))],
        endings: [ended(6, rollout('v2'), 'ROLLED_BACK')],
      },
    ],
    [
      'what somebody puts there in the console',
      {
        acts: [upload(3, 'v2'), act(6, { kind: 'console', call: 'UpdateEndpoint', config: rollout('v1') })],
        steps: [serves(4, rollout('v2')), serves(7, rollout('v1'))],
        endings: [ended(5, rollout('v2'), 'DEPLOYED')],
      },
    ],
    ['what serves, under another manifest', { steps: [serves(4, rollout('v1', 2))] }],
  ])('%s', (_, more) => {
    expect(then(more)).toEqual([]);
  });
});

describe('What may not', () => {
  it('what was deployed before, by itself', () => {
    const more = {
      acts: [upload(3, 'v2')],
      steps: [serves(4, rollout('v2')), serves(7, rollout('v1'))],
      endings: [ended(5, rollout('v2'), 'DEPLOYED')],
    };
    expect(then(more)).toEqual([expect.stringContaining(`the newer ${release('v2')} had served`)]);
  });

  it('what was rolled back', () => {
    const more = {
      acts: [upload(3, 'v2')],
      steps: [serves(4, rollout('v2')), serves(5, rollout('v1'), 'blue'), serves(8, rollout('v2', 2))],
      endings: [ended(6, rollout('v2'), 'ROLLED_BACK')],
    };
    expect(then(more)).toEqual([
      expect.stringContaining('it was ROLLED_BACK (why), and nobody asked for it since'),
    ]);
  });

  it('what somebody rejected', () => {
    const more = {
      acts: [upload(3, 'v2')],
      steps: [serves(8, rollout('v2', 2))],
      endings: [ended(6, rollout('v2'), 'REJECTED', { kind: 'gate' })],
    };
    expect(then(more)).toEqual([expect.stringContaining('it was REJECTED (why)')]);
  });

  it('what nobody uploaded', () => {
    expect(then({ steps: [serves(4, rollout('v9'))] })).toEqual([expect.stringContaining('never uploaded')]);
  });
});
