import { beforeAll, describe, expect, it } from 'vitest';
import { concludeEnding } from '../../core/verdict/conclude.ts';
import { make as concludeRollout } from '../../functions/conclude-rollout.ts';
import { make as onAlarmEvent } from '../../functions/on-alarm-event.ts';
import { make as onArtifactUploaded } from '../../functions/on-artifact-uploaded.ts';
import { make as onEndpointEvent } from '../../functions/on-endpoint-event.ts';
import { make as prepareRelease } from '../../functions/prepare-release.ts';
import { make as resolveRelease } from '../../functions/resolve-release.ts';
import { make as shiftTraffic } from '../../functions/shift-traffic.ts';
import {
  anArtifact,
  anExpectation,
  aPlan,
  aRelease,
  aRollout,
  aWrittenManifest,
  instant,
  instantMs,
} from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { type Packaged, packaged, packagingMs, type Resource, statementsOf } from '../support/packaged.ts';
import { aTarball } from '../support/tarballs.ts';

/**
 * Whether each function may do what it does, and little else. Nothing on a laptop checks IAM: a right that is
 * missing would show only on AWS, so here every function goes through all of its calls.
 */
const plan = aPlan();
const waitsFor = (aws: FakeAws) =>
  aws.ledger.arm(aRollout(), {
    token: 'token',
    expected: anExpectation({ acknowledged: false, requestedConfig: 'iris-new' }),
    rollbackAlarms: ['iris-5xx'],
  });

const stories: Record<string, (aws: FakeAws) => Promise<unknown>> = {
  async OnArtifactUploaded({ seam }) {
    const handler = onArtifactUploaded(seam);
    const event = (key: string) => ({
      time: instant,
      detail: { bucket: { name: bucket }, object: { key, size: 1, etag: 'e', 'version-id': 'v' } },
    });
    await handler(event('models/iris/v1/model.tar.gz'));
    await handler(event('models/iris/model.tar.gz'));
  },

  async ResolveRelease(aws) {
    const key = 'models/iris/v2/model.tar.gz';
    const versionId = await aws.put(key, await aTarball({ a: 'x' }));
    await aws.put('models/iris/greenlight.json', JSON.stringify(aWrittenManifest()));
    const variant = { VariantName: 'AllTraffic', ModelName: 'old' };
    aws.endpoints.set('iris', { status: 'InService', config: 'old', modified: 0 });
    aws.configs.set('old', { EndpointConfigName: 'old', ProductionVariants: [variant] });
    aws.models.set('old', { ModelName: 'old', PrimaryContainer: { Image: 'i' } });
    await resolveRelease(aws.seam)({
      release: aRelease({ artifact: anArtifact({ bucket, key, versionId }) }),
      attempt: 1,
    });
  },

  async PrepareRelease(aws) {
    await aws.ledger.watchAlarms('iris', [{ name: 'of-the-last-manifest', on: 'rollback' }]);
    await prepareRelease(aws.seam)({ plan });
    await prepareRelease(aws.seam)({ plan });
  },

  async ShiftTraffic(aws) {
    const handler = shiftTraffic(aws.seam);
    const first = aPlan({ live: undefined });
    await handler({
      mode: 'shift',
      token: 'a',
      plan: { ...first, rollout: { ...first.rollout, attempt: 2 } },
    });
    aws.endpoints.set('iris', { status: 'InService', config: plan.previousConfig ?? '', modified: 0 });
    await handler({ mode: 'shift', token: 'b', plan });
    aws.endpoints.set('iris', { status: 'InService', config: plan.name, modified: instantMs + 1 });
    await handler({ mode: 'await-again', token: 'c', plan });
  },

  async OnEndpointEvent(aws) {
    await waitsFor(aws);
    await aws.ledger.acknowledge(aRollout(), instant);
    aws.endpoints.set('iris', { status: 'InService', config: 'iris-new', modified: instantMs + 1 });
    await onEndpointEvent(aws.seam)({ detail: { EndpointName: 'iris' } });
  },

  async OnAlarmEvent(aws) {
    await waitsFor(aws);
    await aws.ledger.watchAlarms('iris', [{ name: 'iris-5xx', on: 'rollback' }]);
    await onAlarmEvent(aws.seam)({
      detail: { alarmName: 'iris-5xx', state: { value: 'ALARM', reason: 'r', timestamp: instant } },
    });
  },

  async ConcludeRollout(aws) {
    const event = { rollout: aRollout(), ending: { kind: 'timed-out' } };
    await aws.ledger.conclude(aRollout(), concludeEnding({ kind: 'timed-out' }), instant);
    await concludeRollout(aws.seam)(event);
  },
};

/** Rights that no call of ours shows: AWS asks for them behind one. */
const behindTheScenes = [
  // Lambda itself writes logs and dead letters with the function's role.
  /^logs:/,
  /^sqs:SendMessage$/,
  // CreateModel passes the model its role; without ListBucket a missing manifest reads as "access denied".
  /^iam:PassRole$/,
  /^s3:ListBucket$/,
];

let stack: Packaged;
beforeAll(async () => {
  stack = await packaged();
}, packagingMs);

const allowed = (name: string): string[] =>
  statementsOf(stack.template.Resources[`${name}IamRoleLambdaExecution`] as Resource).flatMap(
    ({ actions }) => actions,
  );

describe('Each function', () => {
  it('has its story here', () => {
    const functions = stack.ofType('AWS::Lambda::Function').map(([id]) => id.replace(/LambdaFunction$/, ''));
    expect(Object.keys(stories).sort()).toEqual(functions.sort());
  });

  it.each(Object.keys(stories))(
    '%s may do all that it does, and nothing that it never does',
    async (name) => {
      const aws = await fakeAws();
      await stories[name]?.(aws);
      const done = [...new Set(aws.calls)].sort();
      expect(done.length).toBeGreaterThan(0);
      expect(done.filter((action) => !allowed(name).includes(action))).toEqual([]);
      const idle = allowed(name).filter((action) => !behindTheScenes.some((pattern) => pattern.test(action)));
      expect(idle.filter((action) => !done.includes(action))).toEqual([]);
    },
  );

  it('is given the environment that it asks for', async () => {
    const { seam } = await fakeAws();
    const makes = {
      OnArtifactUploaded: onArtifactUploaded,
      ResolveRelease: resolveRelease,
      PrepareRelease: prepareRelease,
      ShiftTraffic: shiftTraffic,
      OnEndpointEvent: onEndpointEvent,
      OnAlarmEvent: onAlarmEvent,
      ConcludeRollout: concludeRollout,
    };
    for (const [name, make] of Object.entries(makes)) {
      const given = stack.template.Resources[`${name}LambdaFunction`]?.Properties.Environment.Variables ?? {};
      const env = Object.fromEntries(Object.keys(given).map((key) => [key, 'given']));
      expect(() => make({ ...seam, env }), name).not.toThrow();
      expect(() => make({ ...seam, env: {} }), name).toThrow();
    }
  });
});
