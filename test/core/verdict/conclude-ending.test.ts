import { describe, expect, it } from 'vitest';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { conclusionSchema } from '../../../core/verdict/conclusion.ts';
import type { Verdict } from '../../../core/verdict/decide-verdict.ts';
import { type Ending, endingSchema } from '../../../core/verdict/ending.ts';
import { aBreach, aProblem, aStop } from '../../support/builders.ts';

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
const live: Ending = { kind: 'verdict', verdict: { kind: 'live' } };
/** What only a first release can end with: there is nothing to go back to. */
const unwanted = (over = {}): Ending => ({
  kind: 'verdict',
  verdict: { kind: 'unwanted', breaches: [], ...over },
});
const wentBack = (unwantedFor: object, verdict: Verdict = { kind: 'live' }): Ending => ({
  kind: 'went-back',
  unwanted: { kind: 'unwanted', breaches: [], ...unwantedFor },
  verdict,
});
const timedOut = (during: Extract<Ending, { kind: 'timed-out' }>['during']): Ending => ({
  kind: 'timed-out',
  during,
});
const abort = aStop();
const superseded = aStop({ kind: 'superseded', by: 'iris-0123456789ab-1', reason: 'a newer artifact' });
const failedBack: Verdict = {
  kind: 'failed',
  why: 'endpoint-failed',
  status: 'Failed',
  serving: null,
  breaches: [],
};
const rolledBack = (over = {}): Ending => ({
  kind: 'verdict',
  verdict: { kind: 'rolled-back', breaches: [], ...over },
});

describe('Every ending has exactly one outcome', () => {
  it.each([
    ['live, alarms clear', live, 'DEPLOYED', false],
    ['a first release, in ALARM after the last bake', unwanted({ breaches: [aBreach()] }), 'FAILED', true],
    ['a first release that was to be aborted', unwanted({ stop: abort }), 'FAILED', true],
    ['back after an alarm after the last bake', wentBack({ breaches: [aBreach()] }), 'ROLLED_BACK', false],
    ['back after an abort', wentBack({ stop: abort }), 'ROLLED_BACK', false],
    ['going back failed', wentBack({ stop: abort }, failedBack), 'FAILED', true],
    [
      'going back was rolled back',
      wentBack({ stop: abort }, { kind: 'rolled-back', breaches: [] }),
      'FAILED',
      true,
    ],
    ['aborted in its shift', rolledBack({ stop: abort }), 'ROLLED_BACK', false],
    ['aborted before its shift', { kind: 'stopped', stop: abort } satisfies Ending, 'REJECTED', false],
    [
      'superseded before its shift',
      { kind: 'stopped', stop: superseded } satisfies Ending,
      'SUPERSEDED',
      false,
    ],
    [
      'superseded as it began to shift',
      { kind: 'verdict', verdict: { kind: 'not-begun', stop: superseded } } satisfies Ending,
      'SUPERSEDED',
      false,
    ],
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
    ['no end of the shift was seen', timedOut('shift'), 'TIMED_OUT', true],
    ['no end of going back was seen', timedOut('going-back'), 'TIMED_OUT', true],
    ['its turn never came', timedOut('queue'), 'REJECTED', false],
    ['the endpoint was never free', timedOut('busy-endpoint'), 'REJECTED', false],
  ])('%s', (_, ending, outcome, urgent) => {
    expect(concludeEnding(ending)).toMatchObject({ outcome, urgent });
  });

  it('and it survives the state machine’s JSON and the ledger', () => {
    for (const ending of [
      live,
      unwanted({ breaches: [aBreach()], stop: abort }),
      wentBack({ stop: abort }),
      rolledBack({ breaches: [aBreach()], stop: abort }),
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
    [live, 'The new config is live, and no rollback alarm is on.'],
    [
      unwanted({ breaches: [aBreach()] }),
      'In ALARM: iris-5xx (value 9, limit 1). The new config serves, and there is none from before to go back to; decide now.',
    ],
    [
      wentBack({ breaches: [aBreach()] }),
      'Alarm iris-5xx (value 9, limit 1) after the last bake. The endpoint was updated back; the config from before serves.',
    ],
    [
      wentBack({ stop: abort }),
      'Aborted by ana@example.com: scores look wrong. The endpoint was updated back; the config from before serves.',
    ],
    [
      wentBack({ stop: abort }, failedBack),
      'Aborted by ana@example.com: scores look wrong. The endpoint is Failed and serves nothing; it can only be deleted.',
    ],
    [
      wentBack(
        { stop: abort },
        { kind: 'rolled-back', breaches: [], failureReason: 'Unable to provision capacity.' },
      ),
      'Aborted by ana@example.com: scores look wrong. Going back failed (Unable to provision capacity.): the new config still serves.',
    ],
    [
      rolledBack({ stop: abort, breaches: [aBreach()] }),
      'Alarm iris-5xx (value 9, limit 1). ana@example.com asked to abort it afterwards: scores look wrong. SageMaker shifted all traffic back; the config from before serves.',
    ],
    [{ kind: 'stopped', stop: abort }, 'Aborted by ana@example.com: scores look wrong. Nothing was changed.'],
    [{ kind: 'stopped', stop: superseded }, 'iris-0123456789ab-1 took its place: a newer artifact.'],
    [
      rolledBack({
        breaches: [aBreach(), aBreach({ name: 'slow', value: 3, threshold: 2 })],
        failureReason: 'x',
      }),
      'Alarm iris-5xx (value 9, limit 1), slow (value 3, limit 2). SageMaker shifted all traffic back; the config from before serves.',
    ],
    [
      rolledBack({ failureReason: 'Unable to provision capacity.' }),
      'Unable to provision capacity. SageMaker ended the update; all traffic is on the config from before.',
    ],
    [
      rolledBack(),
      'AWS gave no reason. SageMaker ended the update; all traffic is on the config from before.',
    ],
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
      timedOut('shift'),
      'No end was seen within the time allowed; the endpoint is still changing. It is watched until it comes to rest.',
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

  it('names the alarms that went off, where nobody knows whether they led to it', () => {
    const breaches = [aBreach()];
    const endings: Ending[] = [
      { ...(timedOut('shift') as Extract<Ending, { kind: 'timed-out' }>), breaches },
      { ...(thrown() as Extract<Ending, { kind: 'error' }>), breaches },
      failed('deleted', { breaches }),
      failed('foreign-update', { serving: 'theirs', breaches }),
    ];
    for (const ending of endings) {
      const { cause, breaches: told } = concludeEnding(ending);
      expect(cause).toMatch(/\. Alarm iris-5xx \(.*\) went off meanwhile\.$/);
      expect(told).toEqual(breaches);
    }
  });

  it('of a rollback that AWS put an end to says what still serves, and is urgent: nobody wanted that any more', () => {
    expect(
      concludeEnding(rolledBack({ failureReason: 'No capacity' }), {
        isRollback: true,
        previousConfig: 'iris-b-1',
      }),
    ).toMatchObject({
      outcome: 'FAILED',
      urgent: true,
      cause: 'The rollback could not be done: No capacity. iris-b-1 still serves; decide now.',
    });
    expect(
      concludeEnding(rolledBack({ stop: abort }), { isRollback: true, previousConfig: 'iris-b-1' }).outcome,
    ).toBe('ROLLED_BACK');
    expect(concludeEnding(live, { isRollback: true, previousConfig: 'iris-b-1' }).outcome).toBe('DEPLOYED');
  });

  it('and it stays so where somebody asked to abort the rollback when AWS, or an alarm, had put an end to it', () => {
    const tooLate = aStop({ goingBack: true });
    const rollback = { isRollback: true, previousConfig: 'iris-b-1' };
    expect(
      concludeEnding(rolledBack({ failureReason: 'No capacity', stop: tooLate }), rollback),
    ).toMatchObject({
      outcome: 'FAILED',
      urgent: true,
      stop: tooLate,
      cause:
        'The rollback could not be done: No capacity. ana@example.com asked to abort it afterwards: scores look wrong. iris-b-1 still serves; decide now.',
    });
    expect(concludeEnding(rolledBack({ breaches: [aBreach()], stop: abort }), rollback).outcome).toBe(
      'FAILED',
    );
  });

  it('comes with the problems of a refusal and the alarms of a rollback, for whoever wants the details', () => {
    expect(concludeEnding({ kind: 'refused', problems: [aProblem()] }).problems).toEqual([aProblem()]);
    expect(concludeEnding(rolledBack({ breaches: [aBreach()] })).breaches).toEqual([aBreach()]);
  });
});
