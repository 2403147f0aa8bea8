import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../core/judge/finding.ts';
import { findingOf } from '../../../core/judge/finding.ts';
import { judge } from '../../../core/judge/judge.ts';
import { type Moment, spoken, spokenWithProposal } from '../../../core/recording/sentence.ts';
import { aMinute } from '../judge/series.ts';

const settings = { tolerance: 2, falseAlarms: 0.01, floor: 0.001, planned: 10 };
const judgedOn = (...minutes: ReturnType<typeof aMinute>[]): Finding =>
  findingOf('5xx', 'AllTraffic', '5xx', judge(minutes, settings));
const unknown = judgedOn(aMinute(0, [11, 11], [1, 0]));
const sound = judgedOn(...Array.from({ length: 30 }, (_, at) => aMinute(at, [10_000, 20], [10_000, 20])));

const ended = (judged: readonly Finding[], outcome = 'DEPLOYED') =>
  spoken({
    ended: true,
    facts: {
      outcome,
      urgent: false,
      cause: 'The new config is live.',
      endedAt: '2026-11-30T10:18:00.000Z',
      judged,
    },
  } as unknown as Moment);

describe('The sentence of a rollout that is live', () => {
  it('says where nothing could be compared, and is no good sign then', () => {
    expect(unknown.verdict).toBe('NO-DATA');
    expect(ended([unknown])).toEqual({
      sentence:
        'DEPLOYED at 10:18 UTC: The new config is live. Nothing vouches for it by comparison: 5xx had too little to go by. Nothing to do.',
      ...{ tone: 'plain', toDo: false },
    });
  });

  it('says nothing of it where something was shown, or nothing was to be compared', () => {
    expect(sound.verdict).toBe('PASS');
    for (const judged of [[sound], [sound, unknown], []]) {
      expect(ended(judged)).toMatchObject({ tone: 'good' });
      expect(ended(judged).sentence).not.toContain('comparison');
    }
    expect(ended([unknown], 'ROLLED_BACK').sentence).not.toContain('comparison');
  });
});

describe('The sentence while something is proposed', () => {
  it('does not say that nothing is to be done', () => {
    expect(spokenWithProposal(ended([sound]))).toEqual({
      sentence:
        'DEPLOYED at 10:18 UTC: The new config is live. Somebody is asked to confirm or decline what is proposed.',
      ...{ tone: 'asks', toDo: true },
    });
  });
});
