import { describe, expect, it } from 'vitest';
import {
  concludeEnding,
  conclusionSchema,
  type Ending,
  endingSchema,
} from '../../../core/verdict/conclude.ts';
import { aBreach, aProblem } from '../../support/builders.ts';

const failed = (
  why: 'endpoint-failed' | 'rollback-failed' | 'foreign-update' | 'deleted',
  over = {},
): Ending => ({
  kind: 'verdict',
  verdict: { kind: 'failed', why, status: 'Failed', serving: null, breaches: [], ...over },
});
const thrown = (over: Partial<Extract<Ending, { kind: 'error' }>> = {}): Ending => ({
  kind: 'error',
  during: 'Prepare',
  error: 'ApiRefused',
  ...over,
});
const live = (breaches = [] as ReturnType<typeof aBreach>[]): Ending => ({
  kind: 'verdict',
  verdict: { kind: 'live', breaches },
});
const rolledBack = (over = {}): Ending => ({
  kind: 'verdict',
  verdict: { kind: 'rolled-back', breaches: [], ...over },
});

describe('Every ending has exactly one outcome', () => {
  it.each([
    ['live, alarms clear', live(), 'DEPLOYED', false],
    ['live, but in ALARM after the last bake', live([aBreach()]), 'FAILED', true],
    ['rolled back by an alarm', rolledBack({ breaches: [aBreach()] }), 'ROLLED_BACK', false],
    ['rolled back for AWS’s reason', rolledBack({ failureReason: 'No capacity' }), 'ROLLED_BACK', false],
    ['rolled back for no reason that AWS gave', rolledBack(), 'ROLLED_BACK', false],
    ['refused', { kind: 'refused', problems: [aProblem()] } satisfies Ending, 'REJECTED', false],
    ['the endpoint failed', failed('endpoint-failed'), 'FAILED', true],
    ['the rollback failed', failed('rollback-failed'), 'FAILED', true],
    ['somebody else updated it', failed('foreign-update', { serving: 'theirs' }), 'FAILED', true],
    ['it was deleted', failed('deleted'), 'FAILED', true],
    ['the API refused', thrown(), 'FAILED', false],
    ['nobody knows whether the call got through', thrown({ during: 'AwaitAgain' }), 'FAILED', true],
    ['no end was seen', { kind: 'timed-out' } satisfies Ending, 'TIMED_OUT', true],
  ])('%s', (_, ending, outcome, urgent) => {
    expect(concludeEnding(ending)).toMatchObject({ outcome, urgent });
  });

  it('and it survives the state machine’s JSON and the ledger', () => {
    for (const ending of [
      live([aBreach()]),
      rolledBack({ breaches: [aBreach()] }),
      failed('deleted'),
      thrown(),
    ]) {
      expect(endingSchema.parse(JSON.parse(JSON.stringify(ending)))).toEqual(ending);
      const conclusion = concludeEnding(ending);
      expect(conclusionSchema.parse(JSON.parse(JSON.stringify(conclusion)))).toEqual(conclusion);
    }
  });
});

describe('The cause', () => {
  it.each([
    [live(), 'The new config is live, and no rollback alarm is on.'],
    [
      live([aBreach()]),
      'The new config is live, but in ALARM after the last bake: iris-5xx (value 9, threshold 1). Nothing has rolled back; decide now.',
    ],
    [
      rolledBack({
        breaches: [aBreach(), aBreach({ name: 'slow', value: 3, threshold: 2 })],
        failureReason: 'x',
      }),
      'Alarm iris-5xx (value 9, threshold 1), slow (value 3, threshold 2). SageMaker shifted all traffic back; the config from before serves.',
    ],
    [
      rolledBack({ failureReason: 'Unable to provision capacity.' }),
      'Unable to provision capacity. SageMaker shifted all traffic back; the config from before serves.',
    ],
    [rolledBack(), 'AWS gave no reason. SageMaker shifted all traffic back; the config from before serves.'],
    [
      { kind: 'refused', problems: [aProblem()] } as const,
      'rollout.step: expected 10 to 50 % of the fleet, got 60%.',
    ],
    [
      { kind: 'refused', problems: [aProblem(), aProblem()] } as const,
      '2 problems; nothing in SageMaker was changed.',
    ],
    [
      failed('endpoint-failed', { failureReason: 'The ping failed' }),
      'The endpoint is Failed and serves nothing; it can only be deleted. AWS says: The ping failed.',
    ],
    [
      failed('rollback-failed'),
      'The update failed and so did its rollback: both configs may be serving. Update the endpoint to a config that works.',
    ],
    [
      failed('foreign-update', { serving: 'theirs' }),
      'Somebody else updated the endpoint meanwhile: theirs serves, neither this release nor the one before.',
    ],
    [failed('deleted'), 'The endpoint was deleted during the rollout.'],
    [
      { kind: 'timed-out' } as const,
      'No end was seen within the time allowed; the endpoint may still be changing. Look at it before the next release.',
    ],
    [
      thrown({
        cause:
          '{"errorType":"ApiRefused","errorMessage":"CreateModel was refused: no such role","trace":["…"]}',
      }),
      'Prepare failed with ApiRefused: CreateModel was refused: no such role.',
    ],
    [
      thrown({ error: 'Sandbox.Timedout', cause: 'RequestId: 1 Error: Task timed out after 60 seconds' }),
      'Prepare failed with Sandbox.Timedout: RequestId: 1 Error: Task timed out after 60 seconds.',
    ],
    [thrown({ cause: '42' }), 'Prepare failed with ApiRefused: 42.'],
    [thrown({ cause: 'null' }), 'Prepare failed with ApiRefused: null.'],
    [thrown(), 'Prepare failed with ApiRefused.'],
  ] satisfies [Ending, string][])('%#: tells why', (ending, cause) => {
    expect(concludeEnding(ending).cause).toBe(cause);
  });

  it('comes with the problems of a refusal and the alarms of a rollback, for whoever wants the details', () => {
    expect(concludeEnding({ kind: 'refused', problems: [aProblem()] }).problems).toEqual([aProblem()]);
    expect(concludeEnding(rolledBack({ breaches: [aBreach()] })).breaches).toEqual([aBreach()]);
  });
});
