import { describe, expect, it } from 'vitest';
import { differences } from '../../scenarios/check.ts';
import { runScenario } from '../../scenarios/run.ts';
import type { Timeline } from '../../scenarios/timeline.ts';
import { aStory, aWrittenStory } from './support.ts';

const happened: Timeline = await runScenario(aStory());

/** What the checker says of the same events if row `index` of the story is told otherwise. */
function toldOtherwise(index: number, over: Record<string, unknown>): readonly string[] {
  const rows = aWrittenStory().timeline as Record<string, unknown>[];
  const timeline = rows.map((row, at) => (at === index ? { ...row, ...over } : row));
  return differences(aStory({ timeline }), happened);
}

describe('What happened', () => {
  it('is as told', () => {
    expect(differences(aStory(), happened)).toEqual([]);
  });

  it.each([
    ['status', 0, { status: 'RollingBack' }, 'at 0s: status: expected RollingBack, got Updating'],
    ['pending config', 0, { pending: 'other' }, 'at 0s: pending: expected other, got green'],
    ['count on green', 1, { green: 2 }, 'at 4m: green: expected 2, got 1'],
    ['count on blue', 2, { blue: 1 }, 'at 9m: blue: expected 1, got 0'],
    ['share', 1, { share: 33 }, 'at 4m: share: expected 33, got 33.3'],
    ['phase', 3, { phase: 'Baking' }, 'at 11m: phase: expected Baking, got Deleting'],
    ['live config', 4, { config: 'blue' }, 'at 12m: config: expected blue, got green'],
    ['event', 3, { events: [] }, 'at 11m: events: expected none, got deployment Deleting'],
    ['weight', 1, { weights: 2 }, 'at 4m: weights: expected 2, got 1'],
    ['desired count', 1, { desired: 4 }, 'at 4m: desired: expected 4, got 3'],
  ])('is told from another %s', (_, index, over, difference) => {
    expect(toldOtherwise(index, over)).toContain(difference);
  });

  it('is told from another message', () => {
    expect(toldOtherwise(1, { says: 'full capacity' })).toEqual([
      'at 4m: says: expected full capacity, got Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 1 instance(s).',
    ]);
  });

  it('is told from another order of events', () => {
    expect(toldOtherwise(1, { events: ['deployment Baking', 'deployment ActivatingTraffic'] })).toEqual([
      'at 4m: events: expected deployment Baking, deployment ActivatingTraffic, got deployment ActivatingTraffic, deployment Baking',
    ]);
  });

  it('is told from another instant: what came is not told, what is told did not come', () => {
    expect(toldOtherwise(3, { at: '10m' })).toEqual([
      'at 11m: nothing expected, but Updating on blue 0, green 3, Deleting [deployment Deleting]',
      'at 10m: nothing changed',
    ]);
  });

  it('carries over what a row does not tell: an untrue count is found in every row after it too', () => {
    expect(toldOtherwise(0, { blue: 2 })).toEqual([
      'at 0s: blue: expected 2, got 3',
      'at 4m: blue: expected 2, got 3',
    ]);
  });
});

describe('The end', () => {
  it.each([
    [{ status: 'Failed' }, 'end status: expected Failed, got InService'],
    [{ config: 'blue' }, 'end config: expected blue, got green'],
    [{ failureReason: 'an alarm' }, 'end failureReason: expected an alarm, got none'],
    [{ modified: '11m' }, 'end modified: expected 11m, got 12m'],
  ])('is told from %o', (over, difference) => {
    const end = { status: 'InService', config: 'green', ...over };
    expect(differences(aStory({ end }), happened)).toEqual([difference]);
  });
});

describe('What must never be', () => {
  it.each([
    [{ servingBelow: 4 }, 'at 0s, never: fewer than 4 serving: 3'],
    [{ greenAfter: '8m' }, 'at 9m, never: traffic on green'],
    [{ green: true }, 'at 4m, never: traffic on green'],
    [{ statuses: ['Updating'] }, 'at 0s, never: Updating'],
    [{ events: ['deployment Deleting'] }, 'at 11m, never: deployment Deleting'],
  ])('%o is found', (never, difference) => {
    expect(differences(aStory({ never }), happened)).toContain(difference);
  });

  it('is that shares do not add up to the whole, whatever a story says', () => {
    const samples = happened.samples.map((sample) => ({ ...sample, shares: 0.9 }));
    expect(differences(aStory(), { ...happened, samples })).toContain(
      'at 0s, never: shares that add up to 0.9',
    );
  });
});

describe('A refusal', () => {
  const story = (refused: unknown) =>
    aStory({
      actions: [
        { at: '0s', update: 'green' },
        { at: '6m', update: 'green', ...(refused === undefined ? {} : { refused }) },
      ],
    });

  it.each([
    [undefined, /refused: ValidationException: Cannot update in-progress/],
    [
      { error: 'ResourceLimitExceeded', says: 'Cannot' },
      /expected ResourceLimitExceeded.*got ValidationException/,
    ],
    [{ error: 'ValidationException', says: 'No such' }, /expected ValidationException: No such, got/],
  ])('that is told as %o is found', async (refused, difference) => {
    const told = story(refused);
    const found = differences(told, await runScenario(told));
    expect(found).toEqual([expect.stringMatching(difference)]);
  });

  it('that did not come is found', () => {
    const actions = [{ at: '0s', update: 'green', refused: { error: 'ValidationException', says: 'no' } }];
    expect(differences(aStory({ actions }), happened)).toEqual([
      'at 0s: update to green: expected ValidationException, was accepted',
    ]);
  });
});
