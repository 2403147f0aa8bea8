import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buttonSigner } from '../../../core/chat/button-signer.ts';
import { rolloutViewSchema } from '../../../core/chat/view.ts';
import { viewOf } from '../../../core/chat/view-of.ts';
import type { AlarmReading } from '../../../core/cloudwatch/alarm-reading.ts';
import type { EndpointReading } from '../../../core/deployment/reading.ts';
import type { GateItem } from '../../../core/gates/item.ts';
import { phaseSchema } from '../../../core/records/rollout-record.ts';
import { rolloutMessage } from '../../../core/slack/message.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { outcomeSchema } from '../../../core/verdict/conclusion.ts';
import { checkBlocks } from '../../../local/slack/check-blocks.ts';
import { aPlan, aRecord } from '../../support/builders.ts';
import { aKeyring } from '../../support/slack-views.ts';

const plan = aPlan();
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.constantFrom('<!channel>', '```', '👩‍🚀'.repeat(300)),
);
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const iso = time.map((at) => instantAt(at));
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const name = fc.constantFrom('AllTraffic', 'B', 'C');

const variant = fc.record({
  name,
  serving: fc.nat(200),
  size: fc.nat(200),
  weight: fc.double({ min: 0, max: 10, noNaN: true }),
  doing: optional(
    fc.record({
      status: fc.constantFrom('Creating', 'Updating', 'Deleting', 'ActivatingTraffic', 'Baking', 'Else'),
      message: fc.oneof(word, fc.constant('Baking for 300 seconds (…)')),
      since: optional(time),
    }),
  ),
});
const fleet = {
  config: fc.oneof(word, fc.constant(plan.config)),
  variants: fc.array(variant, { maxLength: 10 }),
};
const endpoint = fc.record({ status: word, ...fleet, pending: optional(fc.record(fleet)) });

const decision = fc.record({
  verdict: fc.constantFrom('approve', 'reject'),
  by: word,
  name: optional(word),
  via: fc.constantFrom('slack', 'iam', 'link'),
  at: time,
  round: fc.integer({ min: 1, max: 9 }),
  reason: optional(word),
});
const gate = fc.record({
  stage: fc.constantFrom('before', 'during', 'after'),
  n: fc.nat(30),
  kind: word,
  status: fc.constantFrom('pending', 'passed', 'failed', 'overridden'),
  why: word,
  openedAt: time,
  until: optional(time),
  round: fc.integer({ min: 1, max: 9 }),
  decision: optional(decision),
  earlier: optional(fc.array(decision, { maxLength: 5 })),
  ask: optional(
    fc.record({
      question: word,
      approve: fc.constant('approve'),
      reject: fc.constant('reject'),
      anyoneWithLink: fc.boolean(),
      reasonNeeded: fc.boolean(),
    }),
  ),
});
const breach = fc.record({
  name: word,
  reason: word,
  at: iso,
  value: optional(fc.float({ noNaN: true, noDefaultInfinity: true })),
});
const conclusion = fc.record({
  outcome: fc.constantFrom(...outcomeSchema.options),
  cause: word,
  problems: fc.array(fc.record({ field: word, expected: word, got: word }), { maxLength: 30 }),
  breaches: fc.array(breach, { maxLength: 12 }),
  urgent: fc.boolean(),
});
const record = fc
  .record({
    phases: fc.dictionary(fc.constantFrom(...phaseSchema.options), iso),
    conclusion: optional(conclusion),
    planned: fc.boolean(),
    execution: word,
  })
  .map(({ phases, conclusion: end, planned, execution }) => {
    const { plan: _, ...rest } = aRecord(plan);
    const ended = end && { conclusion: end, outcome: end.outcome, endedAt: '2026-01-05T11:00:00.000Z' };
    return { ...rest, execution, phases, ...(planned && { plan }), ...ended };
  });
const alarm = fc.record({
  name: fc.constantFrom('iris-5xx', 'another'),
  state: fc.constantFrom('OK', 'ALARM', 'INSUFFICIENT_DATA'),
  since: time,
  value: optional(fc.double({ noNaN: true, noDefaultInfinity: true })),
  threshold: optional(fc.double({ noNaN: true, noDefaultInfinity: true })),
});

describe('Whatever the ledger and AWS have of a rollout', () => {
  it('is a view, and a message that Slack takes; the same look gives the same bytes', () => {
    fc.assert(
      fc.property(
        record,
        fc.array(gate, { maxLength: 6 }),
        optional(endpoint),
        fc.array(alarm, { maxLength: 5 }),
        (found, gates, seen, alarms) => {
          const look = () => {
            const view = viewOf('slack', {
              record: found as Parameters<typeof viewOf>[1]['record'],
              gates: gates as GateItem[],
              endpoint: seen as EndpointReading | undefined,
              alarms: alarms as AlarmReading[],
            });
            return { view, message: rolloutMessage(view, buttonSigner('slack', aKeyring, view, 1)) };
          };
          const { view, message } = look();
          expect(rolloutViewSchema.parse(view)).toEqual(view);
          expect(checkBlocks(message.blocks)).toEqual(message.blocks);
          expect(JSON.stringify(message.blocks).length).toBeLessThan(13_000);
          for (const { trafficPercent } of view.fleets) {
            expect(trafficPercent).toBeGreaterThanOrEqual(0);
            expect(trafficPercent).toBeLessThanOrEqual(100);
          }
          expect(JSON.stringify(look().message)).toBe(JSON.stringify(message));
        },
      ),
      { numRuns: 150 },
    );
  });
});
