import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideVerdict, verdictSchema } from '../../../core/verdict/decide-verdict.ts';
import type { Stop } from '../../../core/verdict/stop.ts';
import { aBreach, anEndpointView, anExpectation, aStop, instantMs } from '../../support/builders.ts';

const quiet = { seen: [], now: [] };
const requested = 'iris-new';
const previous = 'iris-old';
const foreign = 'somebody-elses';

const decide = (
  view: Parameters<typeof anEndpointView>[0] | undefined,
  expectation: Parameters<typeof anExpectation>[0] = {},
  alarms: Parameters<typeof decideVerdict>[2] = quiet,
  stop?: Stop,
) => decideVerdict(anExpectation(expectation), view && anEndpointView(view), alarms, stop);

/** `kind` or `failed: why`; undefined while there is no verdict. */
const told = (verdict: ReturnType<typeof decide>) =>
  verdict?.kind === 'failed' ? `failed: ${verdict.why}` : verdict?.kind;

describe('The verdict on an endpoint that SageMaker was told to update', () => {
  it.each([
    ['InService', requested, 'live'],
    ['InService', previous, 'rolled-back'],
    ['InService', foreign, 'failed: foreign-update'],
    ['Creating', requested, undefined],
    ['Creating', previous, undefined],
    ['Updating', requested, undefined],
    ['Updating', previous, undefined],
    ['Updating', foreign, undefined],
    ['SystemUpdating', requested, undefined],
    ['SystemUpdating', previous, undefined],
    ['RollingBack', requested, undefined],
    ['RollingBack', previous, undefined],
    ['Failed', requested, 'failed: endpoint-failed'],
    ['Failed', previous, 'failed: endpoint-failed'],
    ['Failed', foreign, 'failed: endpoint-failed'],
    ['OutOfService', previous, 'failed: endpoint-failed'],
    ['UpdateRollbackFailed', requested, 'failed: rollback-failed'],
    ['UpdateRollbackFailed', previous, 'failed: rollback-failed'],
    ['UpdateRollbackFailed', foreign, 'failed: rollback-failed'],
    ['Deleting', requested, 'failed: deleted'],
    ['Deleting', previous, 'failed: deleted'],
    ['AStatusThatAwsAddsLater', requested, undefined],
  ])('that is %s on %s is: %s', (status, configName, verdict) => {
    expect(told(decide({ status, configName }))).toBe(verdict);
  });

  it('that is gone is a failure', () => {
    expect(decide(undefined)).toEqual({
      kind: 'failed',
      why: 'deleted',
      status: 'missing',
      serving: null,
      breaches: [],
    });
  });

  it('that failed keeps AWS’s reason and says what serves', () => {
    const failureReason = 'Unable to provision requested ML compute capacity';
    expect(decide({ status: 'UpdateRollbackFailed', configName: previous, failureReason })).toMatchObject({
      serving: previous,
      failureReason,
    });
    expect(decide({ status: 'Failed', configName: previous, failureReason })).toMatchObject({
      serving: null,
      failureReason,
    });
  });

  it('treats an empty reason as none: AWS gives both', () => {
    expect(decide({ configName: previous, failureReason: '' })).toEqual({
      kind: 'rolled-back',
      breaches: [],
    });
  });
});

describe('InService on the config from before', () => {
  it.each([
    ['just as it was read before the call', instantMs, undefined],
    ['older still (a late read)', instantMs - 1, undefined],
    ['changed since', instantMs + 1, 'rolled-back'],
  ])('%s gives: %s', (_, lastModified, verdict) => {
    expect(told(decide({ configName: previous, lastModified }))).toBe(verdict);
  });

  it('is no verdict before SageMaker has acknowledged the call, nor is anything else', () => {
    const unacknowledged = { acknowledged: false };
    for (const status of ['InService', 'Failed', 'Updating', 'Deleting', 'UpdateRollbackFailed']) {
      for (const configName of [requested, previous, foreign]) {
        expect(decide({ status, configName }, unacknowledged)).toBeUndefined();
      }
    }
    expect(decide(undefined, unacknowledged)).toBeUndefined();
  });

  it('does not care how new the change is where the requested config is live', () => {
    expect(told(decide({ configName: requested, lastModified: 0 }))).toBe('live');
  });
});

describe('A first release', () => {
  const first = { previousConfig: null, modifiedBefore: null };
  it.each([
    ['Creating', requested, undefined],
    ['InService', requested, 'live'],
    ['InService', foreign, 'failed: foreign-update'],
    ['Failed', requested, 'failed: endpoint-failed'],
  ])('that is %s on %s is: %s', (status, configName, verdict) => {
    expect(told(decide({ status, configName }, first))).toBe(verdict);
  });
});

describe('The alarms in a verdict', () => {
  const seen = aBreach({ name: 'errors', value: 9 });
  const seenStillOn = aBreach({ name: 'errors', value: 2 });
  const another = aBreach({ name: 'latency' });

  it('are, after a rollback, those seen while it ran and those on now, each once with its first value', () => {
    const verdict = decide({ configName: previous }, {}, { seen: [seen], now: [seenStillOn, another] });
    expect(verdict).toMatchObject({ kind: 'rolled-back', breaches: [seen, another] });
  });

  it('are, on the requested config, only those on now: then it should not stay', () => {
    expect(decide({}, {}, { seen: [seen], now: [] })).toEqual({ kind: 'live' });
    expect(decide({}, {}, { seen: [seen], now: [another] })).toEqual({
      kind: 'unwanted',
      breaches: [another],
    });
  });
});

describe('A rollout that was to be stopped', () => {
  const stop = aStop();
  it('should not stay live', () => {
    expect(decide({}, {}, quiet, stop)).toEqual({ kind: 'unwanted', breaches: [], stop });
  });

  it('has its stop beside the rollback that it brought about', () => {
    expect(decide({ configName: previous }, {}, quiet, stop)).toEqual({
      kind: 'rolled-back',
      breaches: [],
      stop,
    });
  });

  it('has no other verdict for it while the endpoint moves', () => {
    expect(decide({ status: 'Updating' }, {}, quiet, stop)).toBeUndefined();
  });
});

describe('Whatever an endpoint shows', () => {
  const configs = fc.constantFrom(requested, previous, foreign, '');
  const statuses = fc.oneof(
    fc.constantFrom('InService', 'Creating', 'Updating', 'Failed', 'RollingBack', 'Deleting', 'OutOfService'),
    fc.string(),
  );
  const views = fc.option(
    fc.record({
      status: statuses,
      configName: configs,
      lastModified: fc.integer({ min: 0, max: 2 * instantMs }),
    }),
    { nil: undefined },
  );
  const expectations = fc.record({
    acknowledged: fc.boolean(),
    previousConfig: fc.constantFrom(previous, null),
    modifiedBefore: fc.option(fc.integer({ min: 0, max: 2 * instantMs })),
  });
  const breaches = fc.array(fc.constantFrom(aBreach({ name: 'a' }), aBreach({ name: 'b' })), {
    maxLength: 2,
  });

  const stops = fc.constantFrom(undefined, aStop());
  it('"live" means acknowledged, InService, the requested config and no objection; and every verdict survives JSON', () => {
    fc.assert(
      fc.property(views, expectations, breaches, breaches, stops, (view, expectation, seen, now, stop) => {
        const verdict = decide(view, expectation, { seen, now }, stop);
        if (!expectation.acknowledged) expect(verdict).toBeUndefined();
        if (verdict?.kind === 'live' || verdict?.kind === 'unwanted') {
          expect(view).toMatchObject({ status: 'InService', configName: requested });
          expect(verdict.kind === 'live').toBe(now.length === 0 && stop === undefined);
        }
        if (verdict?.kind === 'rolled-back') {
          expect(view).toMatchObject({ status: 'InService', configName: expectation.previousConfig });
        }
        if (verdict !== undefined) {
          expect(verdictSchema.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
        }
      }),
      { numRuns: 500 },
    );
  });
});
