import * as z from 'zod';
import { duration, perVariant } from './fields.ts';
import { callSchema, stepSchema, writtenManifest } from './release-step.ts';
import { alarmState, assumptions, metricAlarm, timings } from './scenario.ts';

const outcomes = ['DEPLOYED', 'ROLLED_BACK', 'REJECTED', 'SUPERSEDED', 'FAILED', 'TIMED_OUT'] as const;

/** Words that a text must contain: one piece or several. */
const words = z.union([z.string().transform((text) => [text]), z.array(z.string())]).default([]);

/**
 * The end of a rollout. Omitted fields are not checked, except `problems` and `breaches` for their outcomes.
 */
const outcome = z.strictObject({
  /** `v2` is its first attempt, `v2#2` the second. */
  of: z.string(),
  is: z.enum(outcomes),
  at: duration.optional(),
  /** Words in the cause. */
  says: words,
  /** Words in each problem, in order. */
  problems: z.array(z.string()).optional(),
  /** Words in each warning that people were told when the shift began, in order. */
  warned: z.array(z.string()).optional(),
  /** The alarms that the outcome names. */
  breaches: z.array(z.string()).optional(),
  /** All phases announced before the end. */
  phases: z.array(z.string()).optional(),
  urgent: z.boolean().optional(),
  /** Words in each offered next step, in order. */
  offers: z.array(z.string()).optional(),
  /** How the endpoint came to rest after TIMED_OUT: its status and config. */
  aftermath: z.strictObject({ status: z.string(), serves: z.string() }).optional(),
  /** The kind of start in the ledger. */
  start: z.enum(['upload', 'manifest', 'retry', 'rollback']).optional(),
  /** The number of state transitions of its execution. */
  transitions: z.int().optional(),
});

/** A check at an instant, after its steps. Omitted fields are not checked. */
const look = z.strictObject({
  at: duration,
  status: z.string().optional(),
  /** The live config: EndpointConfigName of the top level. */
  config: z.string().optional(),
  pending: z.string().optional(),
  /** Per cent of the traffic on the pending config. */
  share: z.number().optional(),
  instances: perVariant.optional(),
  /** Words in the VariantStatus messages. */
  doing: z.string().optional(),
  /** All alarms except the controller's own, with `v2` for the rollout's name. */
  alarms: z.array(z.string()).optional(),
  /** All endpoint configs, and models. */
  configs: z.array(z.string()).optional(),
  models: z.array(z.string()).optional(),
  /** Members of the live config, as DescribeEndpointConfig shows them. */
  settings: z.record(z.string(), z.unknown()).optional(),
  /** Members of the models of the live config, by variant. */
  model: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  /** Tags of `endpoint`, live `config` and its `model`s, by name; `absent` if there must be none of that name. */
  tags: z.partialRecord(z.enum(['endpoint', 'config', 'model']), z.record(z.string(), z.string())).optional(),
  /** The rollout that holds the lease; `none` if it is free. */
  lease: z.string().optional(),
});

const never = z.strictObject({
  /** Fewer than this many instances take traffic at any instant. */
  servingBelow: z.int().optional(),
  /** Configs that no request ever reaches. */
  serving: z.array(z.string()).default([]),
  /** Phases that people must never be told. */
  told: z.array(z.string()).default([]),
  /** Calls that no function makes from 0s on: `UpdateEndpoint`. */
  calls: z.array(z.string()).default([]),
});

/**
 * A story of releases to one endpoint, played by the whole product. scenarios/README.md explains the format.
 */
const releaseStorySchema = z.strictObject({
  name: z.string(),
  /** What it shows, and the source of that. */
  shows: z.string(),
  endpoint: z.string().default('iris'),
  /** Endpoints beside it: each has such a first release, called `v1@<endpoint>`, under the same manifest. */
  others: z.array(z.string()).default([]),
  /**
   * A history drawn by chance (docs/fuzz.md): steps that are refused are part of it, all troubles end after the last one,
   * and what people did is held against what came of it.
   */
  drawn: z.boolean().default(false),
  /** When the clock starts, for what AWS does from a date on; the first release or what was `made` comes first. */
  starts: z.iso.datetime().optional(),
  assumptions: assumptions.default({}),
  timings,
  quotas: z.record(z.string(), z.int()).default({}),
  /** AWS's rates of calls, and the SDK's retries of handlers, as `createLocalAws` has them. */
  throttling: z.enum(['none', 'as-on-aws']).default('none'),
  retries: z.enum(['once', 'standard']).default('once'),
  /** How Greenlight is connected to the local Slack. */
  slack: z.enum(['none', 'bot', 'webhook']).default('none'),
  manifest: writtenManifest.default({}),
  alarms: z.record(z.string(), z.union([alarmState, metricAlarm])).default({ errors: 'OK' }),
  /** Calls of SageMaker's API by other people before the first release. */
  made: z.array(callSchema).default([]),
  /** Overrides of SageMaker's answers, for kinds of endpoints that the local one does not host. */
  answered: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  /** Variants whose instance count is a scalable target. */
  autoscaled: z.array(z.string()).default([]),
  /** The release that serves at 0s; `none` if there was none yet. */
  first: z.string().default('v1'),
  steps: z.array(stepSchema).min(1),
  /**
   * How long the story continues after the last step, at least. It always continues until every rollout has
   * ended.
   */
  watched: duration.prefault('1h'),
  /** Every rollout but the first ones, in the order of their ends. Where they are not written, only the invariants must hold. */
  outcomes: z.array(outcome).optional(),
  sees: z.array(look).default([]),
  /**
   * Everything that people are told, in order: the phase, and the release if there is one. Not checked if
   * omitted.
   */
  told: z.array(z.string()).optional(),
  /** Notices about changes that others made. */
  drifts: z.array(z.string()).default([]),
  /** Keys of artifacts that were reported in the wrong place. */
  misplaced: z.array(z.string()).default([]),
  /**
   * How often functions made a call from 0s to the end of the last rollout: `DescribeEndpoint` counts all
   * functions, `shiftTraffic DescribeEndpoint` counts one.
   */
  calls: z.record(z.string(), z.int()).default({}),
  /**
   * Words in what is kept of a rollout, its report or its recording; `none` if nothing is. With it, `letters` are all dead
   * letters about rollouts: `concluded v2`.
   */
  reports: z.record(z.string(), z.union([z.literal('none'), z.array(z.string())])).optional(),
  letters: z.array(z.string()).default([]),
  never: never.prefault({}),
});

export type ReleaseStory = z.infer<typeof releaseStorySchema>;
export type ExpectedOutcome = z.infer<typeof outcome>;
export type ExpectedSnapshot = z.infer<typeof look>;

/** @throws Error naming every field that does not match the schema */
export function parseReleaseStory(data: unknown, source: string): ReleaseStory {
  const parsed = releaseStorySchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Error(`${source} is not a story:\n${z.prettifyError(parsed.error)}`);
}
