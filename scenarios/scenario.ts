import * as z from 'zod';
import type { Assumptions } from '../local/sagemaker/assumptions.ts';
import { deploymentSchema } from './deployment.ts';
import { duration, onlyVariant, perVariant } from './fields.ts';

export const alarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

const variant = z.strictObject({
  instances: z.int().min(1),
  type: z.string().default('ml.m5.large'),
  weight: z.number().min(0).default(1),
  /** ContainerStartupHealthCheckTimeoutInSeconds. */
  startupTimeout: duration.optional(),
});

const model = {
  /** The HTTP status of its answers. */
  answers: z.int().default(200),
  /** Whether it is a product of AWS Marketplace. */
  marketplace: z.boolean().default(false),
};

/** An endpoint config: `5` means five instances of one variant. All of its variants have the same model. */
const config = z.union([
  z.int().min(1),
  variant.extend(model),
  z.strictObject({ variants: z.record(z.string(), variant), ...model }),
]);

/**
 * An alarm: one that SetAlarmState sets, one on a metric of the endpoint that the story's requests change, or
 * a composite of alarms written before it.
 */
export const metricAlarm = z.strictObject({
  metric: z.enum(['Invocation4XXErrors', 'Invocation5XXErrors', 'Invocations']),
  /** GreaterThanOrEqualToThreshold on the Sum. */
  atLeast: z.number(),
  period: duration,
  /** EvaluationPeriods, all of which must breach. */
  periods: z.int().min(1).default(1),
  starts: alarmState.default('OK'),
});
const alarm = z.union([alarmState, metricAlarm, z.strictObject({ rule: z.string() })]);

const update = z.strictObject({
  config: z.string(),
  /** `none`: without a DeploymentConfig. By default the story's own. */
  deployment: z.union([z.literal('none'), deploymentSchema]).optional(),
  retainDeployment: z.boolean().optional(),
  retainVariants: z.boolean().optional(),
  excludeRetained: z.array(z.enum(['DesiredInstanceCount', 'DesiredWeight', 'DataCaptureConfig'])).optional(),
});

/** How AWS refuses a call: the error's code, and words in its message. */
const refused = z.strictObject({ error: z.string(), says: z.string() });

const common = { at: duration, refused: refused.optional() };
const action = z.union([
  z.strictObject({
    ...common,
    update: z.union([z.string().transform((name) => update.parse({ config: name })), update]),
  }),
  z.strictObject({
    ...common,
    create: z.strictObject({ config: z.string(), deployment: deploymentSchema.optional() }),
  }),
  z.strictObject({ ...common, delete: z.literal('endpoint') }),
  z.strictObject({ ...common, deleteConfig: z.string() }),
  z.strictObject({
    ...common,
    /** UpdateEndpointWeightsAndCapacities, by variant. */
    rescale: z.record(
      z.string(),
      z.strictObject({ weight: z.number().optional(), instances: z.int().optional() }),
    ),
  }),
  z.strictObject({ ...common, alarm: z.string(), becomes: alarmState }),
  /** Ends the story's faults from now on. */
  z.strictObject({ ...common, lift: z.literal('faults') }),
]);

/** What changes at an instant. Omitted fields stay as in the row before. See the README's table. */
const row = z.strictObject({
  at: duration,
  status: z.string().optional(),
  config: z.string().optional(),
  pending: z.string().optional(),
  blue: perVariant.optional(),
  green: perVariant.optional(),
  share: perVariant.optional(),
  phase: z.string().optional(),
  events: z.array(z.string()).default([]),
  // Checked only if they are written.
  says: z.string().optional(),
  desired: perVariant.optional(),
  weights: perVariant.optional(),
});

const end = z.strictObject({
  status: z.string(),
  config: z.string().optional(),
  /** Words in FailureReason; `none` if there is none. */
  failureReason: z.string().default('none'),
  /** The instant of LastModifiedTime. */
  modified: duration.optional(),
});

const never = z.strictObject({
  /** Fewer than this many instances take traffic, at any instant while the endpoint serves. */
  servingBelow: z.int().optional(),
  /** Any traffic on green after this instant. */
  greenAfter: duration.optional(),
  /** Any traffic on green at all. */
  green: z.literal(true).optional(),
  events: z.array(z.string()).default([]),
  statuses: z.array(z.string()).default([]),
});

/** How long AWS's own work takes. */
export const timings = z
  .strictObject({
    provisioning: duration.prefault('4m'),
    activation: duration.prefault('0s'),
    termination: duration.prefault('1m'),
    containerRestart: duration.prefault('2m'),
    capture: duration.prefault('2m'),
  })
  .prefault({});

/** The switches of docs/assumptions.md. */
export const assumptions = z
  .strictObject({
    percentRounding: z.enum(['up', 'nearest']),
    wholeFleetStep: z.enum(['single-shift', 'refused']),
    lastShiftBake: z.enum(['termination-wait', 'wait-interval-too']),
    alarmInAlarmAtStart: z.enum(['trips-at-first-bake', 'needs-transition']),
    insufficientData: z.enum(['ignored', 'trips']),
    missingAlarm: z.enum(['ignored', 'refused']),
    compositeAlarm: z.enum(['watched', 'unseen']),
    rollbackStatus: z.enum(['Updating', 'RollingBack']),
    rollbackFailureReason: z.enum(['empty', 'text']),
    executionTimeout: z.enum(['rolls-back', 'completes']),
    trafficShare: z.enum(['green-fleet-share', 'active-instances']),
    turnedOffBlue: z.enum(['left-out', 'counted']),
    rollingExcluded: z.enum(['falls-back', 'refused']),
    endpointNameCase: z.enum(['ignored', 'matched']),
    variantNames: z.enum(['equal-under-guardrails', 'always-equal']),
    utilizationBy: z.enum(['variant', 'config-too']),
    updateWithoutConfig: z.enum(['keeps-last', 'clears-last']),
    retainedZero: z.enum(['stays-zero', 'initial-count']),
    observabilityDefault: z.enum(['shown', 'hidden']),
    updateShown: z.enum(['at-once', 'after-seconds']),
    capturedAnswers: z.enum(['successful', 'all']),
    retainedCapture: z.enum(['new-config', 'kept']),
  } satisfies Record<keyof Assumptions, z.ZodType>)
  .partial();

/** A fault in the endpoint (see the local SageMaker's faults). */
export const faultSchema = z.strictObject({
  /** Only instances of this config. */
  config: z.string().optional(),
  variant: z.string().optional(),
  /** `insufficient`: AWS has no more instances. A number: AWS has that many more from then on. */
  capacity: z.union([z.literal('insufficient'), z.int().min(0)]).optional(),
  /** `fails`: it never answers. A duration: it answers only that long after the instance is up. */
  ping: z.union([z.literal('fails'), duration]).optional(),
  /** How much later instances come. */
  launch: duration.optional(),
  download: z.literal('missing').optional(),
  crash: z.strictObject({ after: duration, instances: z.int().min(1) }).optional(),
  /** The values of metrics, with AWS's names and units: `{ CPUUtilization: 97 }`. */
  metrics: z.record(z.string(), z.number()).optional(),
  /** Maintenance by AWS. */
  maintenance: z.strictObject({ after: duration, for: duration }).optional(),
});

export const scenarioSchema = z.strictObject({
  name: z.string(),
  /** What it shows, and AWS's source for it. */
  shows: z.string(),
  timings,
  assumptions: assumptions.default({}),
  /** In force from 0s on. */
  faults: z.array(faultSchema).default([]),
  /** Instances that the account may run, by instance type. */
  quotas: z.record(z.string(), z.int()).default({}),
  configs: z.record(z.string(), config),
  /** The config on which the endpoint is InService at 0s; `none` if there is no endpoint yet. */
  start: z.string().default('blue'),
  /** The DeploymentConfig that CreateEndpoint stored. */
  stored: deploymentSchema.optional(),
  /** The default DeploymentConfig of updates. */
  deployment: deploymentSchema.optional(),
  alarms: z.record(z.string(), alarm).default({}),
  /** The interval of requests to the endpoint, from 0s on, as long as it exists. */
  requestEvery: duration.optional(),
  actions: z.array(action).min(1),
  /** How long it is watched after the last action. */
  watched: duration.prefault('3h'),
  timeline: z.array(row),
  end,
  never: never.prefault({}),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioAction = z.infer<typeof action>;
export type ScenarioConfig = z.infer<typeof config>;
export type ScenarioFault = z.infer<typeof faultSchema>;
export type ScenarioUpdate = z.infer<typeof update>;
export type ScenarioVariant = z.infer<typeof variant>;
export type ExpectedRow = z.infer<typeof row>;

/** The variants of one of a story's configs, and their model. */
export function configOf(written: ScenarioConfig): {
  readonly variants: Readonly<Record<string, ScenarioVariant>>;
  readonly answers: number;
  readonly marketplace: boolean;
} {
  if (typeof written === 'number') {
    const only = variant.parse({ instances: written });
    return { variants: { [onlyVariant]: only }, answers: 200, marketplace: false };
  }
  if ('variants' in written) return written;
  const { answers, marketplace, ...only } = written;
  return { variants: { [onlyVariant]: only }, answers, marketplace };
}

/** @throws Error naming every field that does not match the schema */
export function parseScenario(data: unknown, source: string): Scenario {
  const parsed = scenarioSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Error(`${source} is not a story:\n${z.prettifyError(parsed.error)}`);
}
