import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../core/values/instant.ts';
import { rollbackCause, rollbackReason, unwantedReason } from '../../../core/verdict/cause.ts';
import { aBreach, aStop } from '../../support/builders.ts';

const instant = (second: number): Instant => `2026-01-05T15:05:${String(second).padStart(2, '0')}.000Z`;
const breach = (second: number, over = {}) => aBreach({ at: instant(second), ...over });
const abort = (second: number, over = {}) => aStop({ at: instant(second), ...over });
const alarm = 'Alarm iris-5xx (value 9, limit 1)';
const aborted = 'Aborted by ana@example.com: scores look wrong.';
const afterwards = 'ana@example.com asked to abort it afterwards: scores look wrong.';
const capacity = 'Unable to provision capacity.';

describe('What SageMaker shifted back for is what came first and was looked at', () => {
  it.each([
    ['an alarm alone', { breaches: [breach(5)] }, 'alarm', `${alarm}.`],
    ['a stop alone', { breaches: [], stop: abort(5) }, 'stop', aborted],
    ['AWS alone', { breaches: [], failureReason: capacity }, 'aws', capacity],
    ['nothing known', { breaches: [] }, 'aws', 'AWS gave no reason.'],
    ['an alarm, then a stop', { breaches: [breach(5)], stop: abort(25) }, 'alarm', `${alarm}. ${afterwards}`],
    [
      'an alarm, then a stop that finds it going back',
      { breaches: [breach(5)], stop: abort(25, { goingBack: true }) },
      'alarm',
      `${alarm}. ${afterwards}`,
    ],
    [
      'a stop, then an alarm',
      { breaches: [breach(25)], stop: abort(5) },
      'stop',
      `${aborted} ${alarm} went off after that.`,
    ],
    [
      'both at once: the switch is no later',
      { breaches: [breach(5)], stop: abort(5) },
      'stop',
      `${aborted} ${alarm} went off after that.`,
    ],
    [
      'an alarm, a stop, another alarm',
      { breaches: [breach(5), breach(35, { name: 'slow' })], stop: abort(25) },
      'alarm',
      `${alarm}. ${afterwards} Alarm slow (value 9, limit 1) went off after that.`,
    ],
    [
      'an alarm in no bake, then a stop',
      { breaches: [breach(5, { watched: false })], stop: abort(25) },
      'stop',
      `${aborted} ${alarm} had gone off before, in no bake.`,
    ],
    [
      'an alarm in no bake, still on in the bake, then a stop that finds it going back',
      { breaches: [breach(5, { watched: false })], stop: abort(25, { goingBack: true }) },
      'alarm',
      `${alarm}. ${afterwards}`,
    ],
    [
      'no capacity, then a stop that finds it going back',
      { breaches: [], stop: abort(25, { goingBack: true }), failureReason: capacity },
      'aws',
      `${capacity} ${afterwards}`,
    ],
    [
      'an alarm in no bake, and no capacity',
      { breaches: [breach(5, { watched: false })], failureReason: capacity },
      'aws',
      `${capacity} ${alarm} went off meanwhile, in no bake.`,
    ],
    [
      'an alarm, then another rollout',
      {
        breaches: [breach(5)],
        stop: abort(25, { kind: 'superseded', by: 'iris-b-2', reason: 'a rollback' }),
      },
      'alarm',
      `${alarm}. iris-b-2 took its place afterwards: a rollback.`,
    ],
    [
      'an alarm, then a gate',
      { breaches: [breach(5)], stop: abort(25, { kind: 'gate', by: 'gate smoke', reason: '3 of 9 failed' }) },
      'alarm',
      `${alarm}. Not passed afterwards: gate smoke: 3 of 9 failed.`,
    ],
  ] as const)('%s', (_, rollback, cause, reason) => {
    expect(rollbackCause(rollback)).toBe(cause);
    expect(rollbackReason(rollback)).toBe(reason);
  });

  it('whatever the order, neither who stopped it nor an alarm is left out', () => {
    for (const at of [1, 5, 9])
      for (const kind of ['abort', 'superseded', 'gate'] as const)
        for (const watched of [{}, { watched: false as const }])
          for (const seen of [{}, { goingBack: true as const }]) {
            const rollback = { breaches: [breach(5, watched)], stop: abort(at, { kind, ...seen }) };
            const reason = rollbackReason(rollback);
            expect(reason).toContain('iris-5xx');
            expect(reason).toContain('ana@example.com');
          }
  });
});

describe('Why a release that is live is not to stay', () => {
  const inAlarm = (alarms: string) => `In ALARM: ${alarms}.`;

  it.each([
    [{ breaches: [breach(5)] }, 'In ALARM: iris-5xx (value 9, limit 1).'],
    [{ breaches: [], stop: abort(5) }, aborted],
    [{ breaches: [breach(5)], stop: abort(25) }, `In ALARM: iris-5xx (value 9, limit 1). ${afterwards}`],
    [{ breaches: [breach(25)], stop: abort(5) }, `${aborted} ${alarm} went off after that.`],
    [
      { breaches: [breach(5)], stop: abort(25, { kind: 'gate', by: 'gate soak', reason: 'iris-5xx is on' }) },
      'Not passed: gate soak: iris-5xx is on.',
    ],
    [
      { breaches: [breach(5)], stop: abort(25, { kind: 'gate', by: 'gate approval', reason: 'no' }) },
      `Not passed: gate approval: no. ${alarm} is on, too.`,
    ],
  ] as const)('%#', (against, reason) => {
    expect(unwantedReason(against, inAlarm)).toBe(reason);
  });
});
