import * as z from 'zod';
import type { AlarmRequest } from '../alarms/alarm-request.ts';
import { alarmRoleSchema } from '../cloudwatch/breach.ts';
import { measuredSchema } from '../cloudwatch/measured.ts';
import { alarmNotificationSchema } from '../manifest/notify.ts';
import { rolloutSchema } from '../release.ts';
import type { DeploymentConfig, EndpointConfigDefinition, ModelDefinition } from '../sagemaker.ts';
import { problemSchema } from '../values/problem.ts';
import { severitySchema } from '../values/severity.ts';
import type { DeploymentHistory } from './deployment-history.ts';
import type { Settlement } from './settled.ts';
import { timelineSchema } from './timeline/timeline.ts';

/** An alarm as the rollout watches it; `managed` ones are ours, made for this release. */
export const plannedAlarmSchema = z.object({
  name: z.string(),
  on: alarmRoleSchema,
  managed: z.boolean(),
  /** What it measures, where that is known; in plans of before there is nothing of it. */
  measured: measuredSchema.optional(),
  /** In the unit that it measures in. */
  threshold: z.number().optional(),
  /** Of one of ours: how long it must be so. */
  forSeconds: z.number().optional(),
});
export type PlannedAlarm = z.infer<typeof plannedAlarmSchema>;

/**
 * Everything a rollout will do, decided before anything is changed. It travels through the execution's history and
 * is kept in the ledger, where many can read it: so no definition of a model, and no environment, is in it.
 */
export const planSchema = z.object({
  rollout: rolloutSchema,
  /** Whether the endpoint is made by this release or updated. */
  action: z.enum(['create', 'update']),
  /** The endpoint config to be put live: made by this rollout, or a kept one where it is a rollback. */
  config: z.string(),
  /** What the endpoint serves now, and will again after a rollback; null for a first release. */
  previousConfig: z.string().nullable(),
  /** Where its strategy comes from; of a rollback, which has its own, it is not said. */
  strategyFrom: z.enum(['manifest', 'stored', 'default']).optional(),
  deployment: z.custom<DeploymentConfig>((value) => typeof value === 'object' && value !== null),
  alarms: z.array(plannedAlarmSchema),
  variants: z.array(
    z.object({
      name: z.string(),
      instanceType: z.string().optional(),
      instanceCount: z.number().int().nonnegative(),
      /** It has no instances at all; one that is scaled to 0 has none now. */
      serverless: z.literal(true).optional(),
    }),
  ),
  /** Whether the update sets the instance counts, instead of keeping those that autoscaling has set. */
  resize: z.boolean(),
  wait: z.object({ plannedSeconds: z.number(), remainingSeconds: z.number() }),
  /** MaximumExecutionTimeoutInSeconds of the update that goes back to the config from before, if it comes to that. */
  goingBackSeconds: z.number().optional(),
  timeline: timelineSchema,
  /** What is worth knowing and no reason to refuse. */
  warnings: z.array(problemSchema),
  /** The least that people are told of, but for outcomes, which always are. */
  notify: severitySchema.default('info'),
  /** When people are told of its alarms; during rollouts if it is not said. */
  alarmsTold: alarmNotificationSchema.optional(),
  /** Releases kept for rollback. */
  keep: z.number().int().positive(),
});
export type Plan = z.infer<typeof planSchema>;

/** What `Prepare` makes in AWS before the shift. Kept in memory only: an environment may be in it. */
export interface Preparation {
  /** None where it is a rollback: then everything is there already. */
  readonly model?: { readonly name: string; readonly definition: ModelDefinition };
  readonly endpointConfig?: { readonly name: string; readonly definition: EndpointConfigDefinition };
  /** What the ledger is to keep of the endpoint's deployment configs, as the shift takes the place of the last one. */
  readonly history: DeploymentHistory;
  /** The alarms that the manifest asks for by metric. */
  readonly managedAlarms: readonly AlarmRequest[];
}

export interface Prepared {
  readonly plan: Plan;
  readonly preparation: Preparation;
  /** What the plan was made from, and by what it is known. */
  readonly settlement: Settlement;
}
