import type { AlarmFinding } from '../../core/alarms/alarm-finding.ts';
import type { Artifact } from '../../core/artifact.ts';
import type { Breach } from '../../core/cloudwatch/breach.ts';
import { type Manifest, manifestSchema } from '../../core/manifest/schema.ts';
import { ownTags } from '../../core/own-tags.ts';
import type { Findings } from '../../core/plan/findings.ts';
import type { Plan, Prepared } from '../../core/plan/plan.ts';
import { resolve } from '../../core/plan/resolve.ts';
import type { Settled } from '../../core/plan/settled.ts';
import { timelineOf } from '../../core/plan/timeline/timeline-of.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Release, type Rollout, releaseId, rolloutName, type Start } from '../../core/release.ts';
import type {
  BlueGreenUpdatePolicy,
  DeploymentConfig,
  EndpointView,
  KeptConfig,
  LiveEndpoint,
  ModelDefinition,
  TrafficRoutingConfiguration,
} from '../../core/sagemaker.ts';
import { policyFromAws } from '../../core/strategies/strategies.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Problem } from '../../core/values/problem.ts';
import type { Expectation } from '../../core/verdict/decide-verdict.ts';
import type { Stop } from '../../core/verdict/stop.ts';

/**
 * Builders of the controller's own shapes. Each result is valid on its own, so a test names only what matters
 * to it.
 */

export const instant: Instant = '2026-01-05T10:00:00.000Z';
export const instantMs = Date.parse(instant);

export const anArtifact = (over: Partial<Artifact> = {}): Artifact => ({
  kind: 'archive',
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
  start: { kind: 'upload', at: instant },
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

/** The same manifest, parsed by the schema. */
export const aManifest = (over: Record<string, unknown> = {}): Manifest =>
  manifestSchema.parse(aWrittenManifest(over));

export const aLiveModel = (over: Partial<ModelDefinition> = {}): ModelDefinition => ({
  PrimaryContainer: {
    Image: 'local:iris',
    ModelDataUrl: 's3://models/old.tar.gz',
    Environment: { LOG: 'info' },
  },
  ExecutionRoleArn: 'arn:aws:iam::000000000000:role/greenlight-model-iris',
  ...over,
});

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
  models: { 'iris-000000000001-1': aLiveModel() },
  desiredInstanceCounts: { AllTraffic: 5 },
  resolvedImages: {},
  tags: [{ Key: 'greenlight:managed', Value: 'true' }],
  ...over,
});

/** The alarm of the written manifest, as CloudWatch knows it: 2 of 2 minutes. */
export const anAlarm = (over: Partial<AlarmFinding> = {}): AlarmFinding => ({
  name: 'iris-5xx',
  state: 'OK',
  period: 60,
  evaluationPeriods: 2,
  datapointsToAlarm: 2,
  namespace: 'AWS/SageMaker',
  metricName: 'Invocation5XXErrors',
  dimensions: { EndpointName: 'iris', VariantName: 'AllTraffic' },
  ...over,
});

/** The config before the live one, as one of our releases left it. */
export const aKeptConfig = (over: Partial<KeptConfig> = {}): KeptConfig => ({
  name: 'iris-000000000000-1',
  config: {
    ProductionVariants: [
      {
        ...aLiveEndpoint().config.ProductionVariants[0],
        VariantName: 'AllTraffic',
        ModelName: 'iris-000000000000-1',
      },
    ],
  },
  tags: [...ownTags({ stage: 'local', endpoint: 'iris', rollout: 'iris-000000000000-1' })],
  missingModels: [],
  ...over,
});

/** Somebody wants to go back to `aKeptConfig`. */
export const aRollback = (over: Partial<Extract<Start, { kind: 'rollback' }>> = {}): Rollout =>
  aRollout({
    attempt: 2,
    start: { kind: 'rollback', at: instant, by: 'ada', config: 'iris-000000000000-1', ...over },
  });

export const findings = (over: Partial<Findings> = {}): Findings => ({
  manifest: { kind: 'content', value: aWrittenManifest() },
  stage: 'local',
  artifact: { problems: [], bytes: 1234 },
  live: aLiveEndpoint(),
  alarms: [anAlarm()],
  allowedImages: ['local:*'],
  allowedRoles: ['arn:aws:iam::000000000000:role/greenlight-model-*'],
  ...over,
});

/** The plan of `findings`, with what to make for it. @throws Error with the problems, if there are any */
export function aPrepared(over: Partial<Findings> = {}, rollout: Rollout = aRollout()): Prepared {
  const resolution = resolve(rollout, findings(over));
  if (resolution.kind !== 'prepared') throw new Error(JSON.stringify(resolution.problems));
  return resolution;
}

export const aPlan = (over: Partial<Findings> = {}, rollout: Rollout = aRollout()): Plan =>
  aPrepared(over, rollout).plan;

/** The settled terms of `aPlan`. */
export const aSettled = (over: Partial<Settled> = {}): Settled => ({
  at: instant,
  digest: 'd'.repeat(64),
  manifest: { key: 'models/iris/greenlight.yaml', versionId: 'manifest-1' },
  from: aLiveEndpoint().configName,
  changes: [{ what: 'version', how: 'changed', from: 'v1', to: 'v2' }],
  terms: { strategy: 'linear; 20% at a time, 5m bakes; final bake 5m', alarms: ['iris-5xx (rollback)'] },
  round: 1,
  ...over,
});

export const aDeployment = (
  routing: Partial<TrafficRoutingConfiguration> = {},
  policy: Partial<BlueGreenUpdatePolicy> = {},
): DeploymentConfig & { readonly BlueGreenUpdatePolicy: BlueGreenUpdatePolicy } => ({
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

export const aStop = (over: Partial<Stop> = {}): Stop => ({
  kind: 'abort',
  by: 'ana@example.com',
  reason: 'scores look wrong',
  at: '2026-01-05T10:25:00.000Z',
  ...over,
});

/** A rollout in the ledger, with a plan. */
export function aRecord(plan: Partial<Plan> = {}, over: Partial<RolloutRecord> = {}): RolloutRecord {
  const rollout = aRollout({
    ...(over.release && { release: over.release }),
    ...(over.attempt && { attempt: over.attempt }),
    ...(over.start && { start: over.start }),
  });
  return {
    name: rolloutName(rollout),
    endpoint: rollout.release.endpoint,
    ...rollout,
    execution: `arn:aws:states:us-east-1:000000000000:execution:greenlight-local-rollout:${rolloutName(rollout)}`,
    startedAt: instant,
    phases: {},
    plan: { ...aSmallPlan(rollout), ...plan },
    ...over,
  };
}

/** The shortest possible plan, as the ledger stores it: one instance, all at once. */
export const aSmallPlan = (rollout: Rollout = aRollout()): Plan => ({
  rollout,
  action: 'update',
  config: rolloutName(rollout),
  previousConfig: 'iris-old',
  deployment: aDeployment(),
  alarms: [],
  variants: [{ name: 'AllTraffic', instanceType: 'ml.m5.large', instanceCount: 1 }],
  resize: false,
  wait: { plannedSeconds: 3600, remainingSeconds: 3600 },
  timeline: timelineOf({
    action: 'update',
    policy: policyFromAws(aDeployment()),
    variants: [{ name: 'AllTraffic', instanceCount: 1 }],
  }),
  warnings: [],
  notify: 'info',
  keep: 5,
});

export const aProblem = (over: Partial<Problem> = {}): Problem => ({
  field: 'rollout.step',
  expected: '10 to 50 % of the fleet',
  got: '60%',
  ...over,
});
