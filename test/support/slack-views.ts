import fc from 'fast-check';
import type { ButtonAction } from '../../core/chat/offers.ts';
import { type GateView, type RolloutView, rolloutViewSchema, viewPhaseSchema } from '../../core/chat/view.ts';
import type { DeploymentState } from '../../core/deployment/state.ts';
import type { Keyring } from '../../core/links/keyring.ts';
import { signToken, stableNonce } from '../../core/links/signed-link.ts';
import { instantAt } from '../../core/values/instant.ts';
import { outcomeSchema } from '../../core/verdict/conclusion.ts';
import { instant, instantMs } from './builders.ts';

/** Views of rollouts, as Slack messages show them. */

export const aGateView = (over: Partial<GateView> = {}): GateView => ({
  id: 'gate#iris-5f3a0c81d2e4-1#before#0',
  stage: 'before',
  kind: 'approval',
  why: 'Somebody has to approve it.',
  asks: true,
  until: '2026-01-05T18:00:00.000Z',
  otherwise: 'reject',
  ...over,
});

/** A blue/green release that replaces what served before. */
const aState = (deployment: DeploymentState['deployment'], over: Partial<DeploymentState> = {}) => ({
  deployment,
  old: 'before' as const,
  new: 'release' as const,
  rolling: false,
  bakes: true,
  ...over,
});

/** The second of five steps, in its bake. */
export const aRolloutView = (over: Partial<RolloutView> = {}): RolloutView => ({
  endpoint: 'iris',
  rollout: 'iris-5f3a0c81d2e4-1',
  version: 'v2',
  uploadedBy: 'ana@example.com',
  start: 'upload',
  phase: 'shifting',
  since: instant,
  endpointStatus: 'Updating',
  state: aState({ kind: 'baking', step: { number: 2, of: 5 }, until: instantMs + 720_000 }),
  fleets: [
    { name: 'blue', config: 'iris-000000000001-1', trafficPercent: 60, instances: 3, size: 5 },
    { name: 'green', config: 'iris-5f3a0c81d2e4-1', trafficPercent: 40, instances: 2, size: 5 },
  ],
  alarms: [
    {
      name: 'greenlight-prod-iris-5f3a0c81d2e4-1-0',
      on: 'notify',
      state: 'OK',
      value: 12_345.6,
      valueAt: instant,
      threshold: 50_000,
      measured: { what: 'latency-p99', unit: 'Microseconds', ours: true },
    },
    { name: 'iris-5xx', on: 'rollback', state: 'ALARM', value: 9, threshold: 1, since: instant },
  ],
  decisions: [],
  serving: false,
  back: 'iris-000000000001-1',
  links: [{ label: 'Execution', url: 'https://console.aws.amazon.com/states/home?a=1&b=2' }],
  ...over,
});

export const aKeyring: Keyring = {
  current: 'k2',
  keys: {
    k1: Buffer.alloc(32, 1).toString('base64'),
    k2: Buffer.alloc(32, 2).toString('base64'),
  },
};

/** The values of buttons, made like the real ones. */
export const refer = ({ action, endpoint, rollout, gate }: ButtonAction): string =>
  signToken(aKeyring, 'slack', {
    action,
    endpoint,
    rollout,
    ...(gate !== undefined && { gate }),
    expiresAt: instantMs + 3_600_000,
    nonce: stableNonce(action, rollout, gate ?? ''),
  });

/** Anything that somebody could write into a name, a reason or a cause. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6000 }),
  fc.constantFrom(
    '<!channel>',
    '<https://evil.example|click>',
    '```',
    '*_~`',
    '&amp;&lt;'.repeat(800),
    '👩‍🚀'.repeat(2000),
    '\ud83d',
    '\u202e\n\u0000'.repeat(900),
    '█'.repeat(5000),
    ':rotating_light:',
    '',
  ),
);
const anInstant = fc
  .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => instantAt(date.getTime()));
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 60, size: 'max' });
const number = fc.double({ noNaN: true, noDefaultInfinity: true });

const gate = fc.record({
  id: fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
  stage: fc.constantFrom('before', 'during', 'after'),
  kind: hostile,
  why: hostile,
  asks: fc.boolean(),
  until: optional(anInstant),
  otherwise: optional(fc.constantFrom('approve', 'reject')),
});

const owner = fc.constantFrom('release', 'before', 'other');
const bake = {
  step: optional(fc.record({ number: fc.integer({ min: 1 }), of: fc.integer({ min: 1 }) })),
  until: optional(fc.integer({ min: 0, max: 8.64e15 })),
};
const anyState = fc.record({
  deployment: fc.oneof(
    fc.record({
      kind: fc.constantFrom('none', 'creating', 'starting', 'ending-old', 'ending-new', 'going-back'),
    }),
    fc.record({ kind: fc.constantFrom('turning-on', 'baking', 'final-bake'), ...bake }),
    fc.record({
      kind: fc.constant('unclear'),
      doing: fc.constantFrom('starting', 'turning-on', 'ending', 'changing'),
    }),
  ),
  old: owner,
  new: owner,
  rolling: fc.boolean(),
  bakes: fc.boolean(),
});

/** Any view that the schema accepts. */
export const anyView: fc.Arbitrary<RolloutView> = fc
  .record({
    endpoint: fc.string({ minLength: 1, maxLength: 63 }),
    rollout: fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
    version: hostile,
    uploadedBy: hostile,
    start: fc.constantFrom('upload', 'manifest', 'retry', 'rollback'),
    phase: fc.constantFrom(...viewPhaseSchema.options),
    since: anInstant,
    endpointStatus: optional(hostile),
    state: optional(anyState),
    stop: optional(fc.record({ by: hostile, reason: hostile })),
    back: optional(fc.string({ unit: 'binary', maxLength: 200 })),
    fleets: list(
      fc.record({
        name: hostile,
        config: hostile,
        trafficPercent: number,
        instances: number,
        size: number,
        note: optional(hostile),
      }),
    ),
    alarms: list(
      fc.record({
        name: hostile,
        on: fc.constantFrom('rollback', 'notify', 'hold'),
        state: fc.constantFrom('OK', 'ALARM', 'INSUFFICIENT_DATA', 'WENT_OFF'),
        value: optional(number),
        threshold: optional(number),
        since: optional(anInstant),
        valueAt: optional(anInstant),
        measured: optional(
          fc.record(
            { what: hostile, unit: optional(hostile), ours: fc.boolean() },
            { requiredKeys: ['what', 'ours'] },
          ),
        ),
      }),
    ),
    gate: optional(gate),
    decisions: list(
      fc.record({
        gate,
        verdict: fc.constantFrom('approve', 'reject'),
        by: hostile,
        at: anInstant,
        reason: optional(hostile),
        via: hostile,
      }),
    ),
    conclusion: optional(
      fc.record({
        outcome: fc.constantFrom(...outcomeSchema.options),
        cause: hostile,
        problems: list(fc.record({ field: hostile, expected: hostile, got: hostile })),
        breaches: fc.constant([]),
        urgent: fc.boolean(),
        nextSteps: optional(
          list(
            fc.record({
              text: hostile,
              command: optional(hostile),
              url: optional(fc.oneof(hostile, fc.webUrl())),
            }),
          ),
        ),
      }),
    ),
    serving: fc.boolean(),
    links: list(fc.record({ label: hostile, url: fc.oneof(hostile, fc.webUrl()) })),
  })
  .map((view) => rolloutViewSchema.parse(view));
