import * as z from 'zod';
import type { AlarmRequest } from '../alarms/alarm-request.ts';
import { alarmRoleSchema } from '../cloudwatch/breach.ts';
import { measuredSchema } from '../cloudwatch/measured.ts';
import { alarmNotificationSchema } from '../manifest/notify.ts';
import { rolloutSchema } from '../release.ts';
import type { DeploymentConfig, EndpointConfigDefinition, ModelDefinition } from '../sagemaker.ts';
import { problemSchema } from '../values/problem.ts';
import { severitySchema } from '../values/severity.ts';
import { plannedCaptureSchema } from './capture.ts';
import type { DeploymentHistory } from './deployment-history.ts';
import type { Settlement } from './settled.ts';
import { timelineSchema } from './timeline/timeline.ts';

/** An alarm that the rollout watches; `managed` ones are ours, made for this release. */
export const plannedAlarmSchema = z.object({
  name: z.string(),
  on: alarmRoleSchema,
  managed: z.boolean(),
  /** What it measures, if known; absent in older plans. */
  measured: measuredSchema.optional(),
  /** In the unit of the metric. */
  threshold: z.number().optional(),
  /** Only for managed alarms: how long the threshold must be breached. */
  forSeconds: z.number().optional(),
});
export type PlannedAlarm = z.infer<typeof plannedAlarmSchema>;

/**
 * Everything that a rollout will do, decided before anything is changed. It travels through the execution's
 * history and is stored in the ledger, where many people can read it. So it contains no model definition and
 * no environment.
 */
export const planSchema = z.object({
  rollout: rolloutSchema,
  /** Whether this release creates the endpoint or updates it. */
  action: z.enum(['create', 'update']),
  /** The endpoint config to deploy: made by this rollout, or a kept one in a rollback. */
  config: z.string(),
  /** The manifest's tags of the endpoint that is created; absent in an update, which leaves them alone. */
  endpointTags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
  /** What the endpoint serves now, and again after a rollback; null for a first release. */
  previousConfig: z.string().nullable(),
  /** Where its strategy comes from; absent in a rollback, which has its own. */
  strategyFrom: z.enum(['manifest', 'stored', 'default']).optional(),
  deployment: z.custom<DeploymentConfig>((value) => typeof value === 'object' && value !== null),
  alarms: z.array(plannedAlarmSchema),
  variants: z.array(
    z.object({
      name: z.string(),
      instanceType: z.string().optional(),
      instanceCount: z.number().int().nonnegative(),
      /** It has no instances at all. (A variant that is scaled to 0 has none only now.) */
      serverless: z.literal(true).optional(),
    }),
  ),
  /** Whether the update sets the instance counts, instead of keeping those of autoscaling. */
  resize: z.boolean(),
  wait: z.object({ plannedSeconds: z.number(), remainingSeconds: z.number() }),
  /** MaximumExecutionTimeoutInSeconds of an update back to the config from before. */
  goingBackSeconds: z.number().optional(),
  timeline: timelineSchema,
  /** Worth knowing, but no reason to refuse. */
  warnings: z.array(problemSchema),
  /** The lowest severity that people are told; outcomes are always told. */
  notify: severitySchema.default('info'),
  /** When people are told about its alarms; default: during rollouts. */
  alarmsTold: alarmNotificationSchema.optional(),
  /** Where both fleets' answers are captured; absent if they are not. */
  capture: plannedCaptureSchema.optional(),
  /** How many releases are kept for rollback. */
  keep: z.number().int().positive(),
});
export type Plan = z.infer<typeof planSchema>;

/** What `Prepare` creates in AWS before the shift. Never stored, because it may contain an environment. */
export interface Preparation {
  /** Undefined for a rollback: then everything exists already. */
  readonly model?: { readonly name: string; readonly definition: ModelDefinition };
  readonly endpointConfig?: { readonly name: string; readonly definition: EndpointConfigDefinition };
  /** The endpoint's deployment configs for the ledger, because the shift replaces the last one. */
  readonly history: DeploymentHistory;
  /** The alarms that the manifest defines by metric. */
  readonly managedAlarms: readonly AlarmRequest[];
}

export interface Prepared {
  readonly plan: Plan;
  readonly preparation: Preparation;
  /** What the plan was made from, and what identifies it. */
  readonly settlement: Settlement;
}
