import * as z from 'zod';
import { duration, perVariant } from './fields.ts';
import { callSchema, stepSchema, writtenManifest } from './release-step.ts';
import { alarmState, assumptions, metricAlarm, timings } from './scenario.ts';

const outcomes = ['DEPLOYED', 'ROLLED_BACK', 'REJECTED', 'SUPERSEDED', 'FAILED', 'TIMED_OUT'] as const;

/** Words that a text must have: one piece, or several. */
const words = z.union([z.string().transform((text) => [text]), z.array(z.string())]).default([]);

/** The end of a rollout. What is not written is not looked at, but for `problems` and `breaches` of their outcomes. */
const outcome = z.strictObject({
  /** `v2` is its first attempt, `v2#2` the second. */
  of: z.string(),
  is: z.enum(outcomes),
  at: duration.optional(),
  /** Words of the cause. */
  says: words,
  /** Words of each problem, in order. */
  problems: z.array(z.string()).optional(),
  /** Words of each warning that people were told of when it began to shift, in order. */
  warned: z.array(z.string()).optional(),
  /** The alarms that are named. */
  breaches: z.array(z.string()).optional(),
  /** All phases that were announced before the end. */
  phases: z.array(z.string()).optional(),
  urgent: z.boolean().optional(),
  /** Words of each thing that somebody can do about it, in order. */
  offers: z.array(z.string()).optional(),
  /** What the endpoint came to after TIMED_OUT: its status and config. */
  aftermath: z.strictObject({ status: z.string(), serves: z.string() }).optional(),
  /** The start that the ledger names. */
  start: z.enum(['upload', 'manifest', 'retry', 'rollback']).optional(),
  /** State transitions of its execution. */
  transitions: z.int().optional(),
});

/** A look at an instant, after its steps. What is not written is not looked at. */
const look = z.strictObject({
  at: duration,
  status: z.string().optional(),
  /** The live config: EndpointConfigName of the top level. */
  config: z.string().optional(),
  pending: z.string().optional(),
  /** Per cent of the traffic on the pending config. */
  share: z.number().optional(),
  instances: perVariant.optional(),
  /** Words of the VariantStatus messages. */
  doing: z.string().optional(),
  /** All alarms but the controller's own, with `v2` for the rollout's name. */
  alarms: z.array(z.string()).optional(),
  /** All endpoint configs, and models. */
  configs: z.array(z.string()).optional(),
  models: z.array(z.string()).optional(),
  /** Members of the live config, as DescribeEndpointConfig shows them. */
  settings: z.record(z.string(), z.unknown()).optional(),
  /** Members of the models of the live config, by variant. */
  model: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  /** The rollout that holds the lease; `none` if it is free. */
  lease: z.string().optional(),
});

const never = z.strictObject({
  /** Fewer instances than these taking traffic at any instant. */
  servingBelow: z.int().optional(),
  /** Configs that no request may ever reach. */
  serving: z.array(z.string()).default([]),
  /** What people may not be told. */
  told: z.array(z.string()).default([]),
  /** Calls that no function may make from 0s on: `UpdateEndpoint`. */
  calls: z.array(z.string()).default([]),
});

/** A story of releases to one endpoint, by the whole product. scenarios/README.md tells it in words. */
const releaseStorySchema = z.strictObject({
  name: z.string(),
  /** What it shows, and where that is said. */
  shows: z.string(),
  endpoint: z.string().default('iris'),
  /** When the clock starts, for what AWS does from a date on; the first release or what was `made` comes first. */
  starts: z.iso.datetime().optional(),
  assumptions: assumptions.default({}),
  timings,
  quotas: z.record(z.string(), z.int()).default({}),
  manifest: writtenManifest.default({}),
  alarms: z.record(z.string(), z.union([alarmState, metricAlarm])).default({ errors: 'OK' }),
  /** Made by other means before there is any release: calls of SageMaker's API. */
  made: z.array(callSchema).default([]),
  /** What SageMaker answers the controller beside: of endpoints of kinds that the local one does not host. */
  answered: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  /** Variants whose instance count is a scalable target. */
  autoscaled: z.array(z.string()).default([]),
  /** The release that serves at 0s; `none` if there was none yet. */
  first: z.string().default('v1'),
  steps: z.array(stepSchema).min(1),
  /** How long it goes on after the last step, at least; and in any case until every rollout has ended. */
  watched: duration.prefault('1h'),
  /** Every rollout but the first, in the order of their ends. */
  outcomes: z.array(outcome),
  sees: z.array(look).default([]),
  /** All that people are told, in order: the phase, and the release where it is about one. Not looked at if not written. */
  told: z.array(z.string()).optional(),
  /** What was told of changes that we did not make. */
  drifts: z.array(z.string()).default([]),
  /** Keys of artifacts that were told to be in the wrong place. */
  misplaced: z.array(z.string()).default([]),
  /** How often functions made a call from 0s to the end of the last rollout: `DescribeEndpoint` of all, or `shiftTraffic DescribeEndpoint`. */
  calls: z.record(z.string(), z.int()).default({}),
  never: never.prefault({}),
});

export type ReleaseStory = z.infer<typeof releaseStorySchema>;
export type ExpectedOutcome = z.infer<typeof outcome>;
export type ExpectedSnapshot = z.infer<typeof look>;

/** @throws Error naming every field that is not as the schema has it */
export function parseReleaseStory(data: unknown, source: string): ReleaseStory {
  const parsed = releaseStorySchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Error(`${source} is not a story:\n${z.prettifyError(parsed.error)}`);
}
