import type { Breach } from '../../core/alarm.ts';
import { type Manifest, manifestSchema } from '../../core/manifest/schema.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { type Findings, resolve } from '../../core/plan/resolve.ts';
import type { Problem } from '../../core/problem.ts';
import { type Artifact, type Release, type Rollout, releaseId } from '../../core/release.ts';
import type { DeploymentConfig, EndpointView, LiveEndpoint } from '../../core/sagemaker.ts';
import type { Expectation } from '../../core/verdict/decide.ts';

/** Builders of the controller's own shapes: each sound by itself, so that a test names only what it is about. */

export const instant = '2026-01-05T10:00:00.000Z';
export const instantMs = Date.parse(instant);

export const anArtifact = (over: Partial<Artifact> = {}): Artifact => ({
  bucket: 'greenlight-local-models-000000000000-us-east-1',
  key: 'models/iris/v2/model.tar.gz',
  versionId: 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
  etag: 'b1946ac92492d2347c6235b4d2611184',
  size: 1234,
  ...over,
});

export function aRelease(over: Partial<Release> = {}): Release {
  const endpoint = over.endpoint ?? 'iris';
  const version = over.version ?? 'v2';
  const artifact = over.artifact ?? anArtifact({ key: `models/${endpoint}/${version}/model.tar.gz` });
  const id = releaseId(artifact, endpoint);
  return { id, endpoint, version, artifact, uploadedAt: instant, uploadedBy: '123456789012', ...over };
}

export const aRollout = (over: Partial<Rollout> = {}): Rollout => ({
  release: aRelease(),
  attempt: 1,
  ...over,
});

/** A manifest as its author writes it: five instances, a fifth at a time, one alarm. */
export const aWrittenManifest = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  model: { image: 'local:iris', role: 'arn:aws:iam::000000000000:role/greenlight-model-iris' },
  fleet: { instanceType: 'ml.m5.large', instanceCount: 5 },
  rollout: { strategy: 'linear', step: '20%', bake: '5m', finalBake: '5m', timeout: '1h' },
  alarms: [{ name: 'iris-5xx', on: 'rollback' }],
  ...over,
});

/** The same, as the schema reads it. */
export const aManifest = (over: Record<string, unknown> = {}): Manifest =>
  manifestSchema.parse(aWrittenManifest(over));

export const aLiveEndpoint = (over: Partial<LiveEndpoint> = {}): LiveEndpoint => ({
  name: 'iris',
  status: 'InService',
  configName: 'iris-000000000001-1',
  lastModified: instantMs - 86_400_000,
  config: {
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        ModelName: 'iris-000000000001-1',
        InstanceType: 'ml.m5.large',
        InitialInstanceCount: 3,
        InitialVariantWeight: 1,
      },
    ],
  },
  model: {
    PrimaryContainer: {
      Image: 'local:iris',
      ModelDataUrl: 's3://models/old.tar.gz',
      Environment: { LOG: 'info' },
    },
    ExecutionRoleArn: 'arn:aws:iam::000000000000:role/greenlight-model-iris',
  },
  desiredInstanceCounts: { AllTraffic: 5 },
  ...over,
});

export const findings = (over: Partial<Findings> = {}): Findings => ({
  manifest: { kind: 'content', value: aWrittenManifest() },
  artifact: undefined,
  live: aLiveEndpoint(),
  alarms: [{ name: 'iris-5xx', state: 'OK' }],
  allowedImages: ['local:*'],
  ...over,
});

/** The plan of `findings`. @throws Error with the problems, if there are any: then the test is wrong */
export function aPlan(over: Partial<Findings> = {}, rollout: Rollout = aRollout()): Plan {
  const resolution = resolve(rollout, findings(over));
  if (resolution.kind !== 'plan') throw new Error(JSON.stringify(resolution.problems));
  return resolution.plan;
}

export const aDeployment = (
  routing: Partial<DeploymentConfig['BlueGreenUpdatePolicy']['TrafficRoutingConfiguration']> = {},
  policy: Partial<DeploymentConfig['BlueGreenUpdatePolicy']> = {},
): DeploymentConfig => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0, ...routing },
    TerminationWaitInSeconds: 300,
    MaximumExecutionTimeoutInSeconds: 3600,
    ...policy,
  },
});

export const anEndpointView = (over: Partial<EndpointView> = {}): EndpointView => ({
  status: 'InService',
  configName: 'iris-new',
  lastModified: instantMs + 60_000,
  ...over,
});

export const anExpectation = (over: Partial<Expectation> = {}): Expectation => ({
  requestedConfig: 'iris-new',
  previousConfig: 'iris-old',
  modifiedBefore: instantMs,
  acknowledged: true,
  ...over,
});

export const aBreach = (over: Partial<Breach> = {}): Breach => ({
  name: 'iris-5xx',
  value: 9,
  threshold: 1,
  reason: 'Threshold Crossed: 2 out of the last 2 datapoints were greater than the threshold (1.0).',
  at: '2026-01-05T10:20:00.000Z',
  ...over,
});

export const aProblem = (over: Partial<Problem> = {}): Problem => ({
  field: 'rollout.step',
  expected: '10 to 50 % of the fleet',
  got: '60%',
  ...over,
});
