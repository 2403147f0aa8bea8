import * as z from 'zod';
import { awsDeployment } from './aws-deployment.ts';
import { duration, oneOf, step } from './fields.ts';

/** AWS's limits (API model of UpdateEndpoint): waits 0 to 3,600 s, the whole 600 to 28,800 s. */
const bake = duration(0, 3600);
const timeout = duration(600, 28_800);

const blueGreenEnd = { finalBake: bake.optional(), timeout: timeout.optional() };

const strategies = z.discriminatedUnion(
  'strategy',
  [
    z.strictObject({ strategy: z.literal('all-at-once'), ...blueGreenEnd }),
    z.strictObject({ strategy: z.literal('canary'), step, bake, ...blueGreenEnd }),
    z.strictObject({ strategy: z.literal('linear'), step, bake, ...blueGreenEnd }),
    z.strictObject({
      strategy: z.literal('rolling'),
      /** The batch. */
      step,
      bake,
      rollbackStep: step.optional(),
      timeout: timeout.optional(),
    }),
  ],
  { error: 'a strategy: all-at-once, canary, linear or rolling' },
);

/** AWS's own shape, as AWS documents it. */
const given = z
  .strictObject({ deploymentConfig: awsDeployment })
  .transform(({ deploymentConfig }) => ({ strategy: 'given' as const, deploymentConfig }));

/** What the endpoint was last deployed with (RetainDeploymentConfig). */
const retained = z
  .strictObject({ retain: z.literal(true, { error: 'true, or no such field' }) })
  .transform(() => ({ strategy: 'retained' as const }));

export type RolloutPolicy = z.output<typeof strategies> | z.output<typeof given> | z.output<typeof retained>;

/** How traffic shifts, and what may stop it. */
export const rollout = oneOf<RolloutPolicy>(
  [
    ['deploymentConfig', given],
    ['retain', retained],
    ['strategy', strategies],
  ],
  'a strategy (all-at-once, canary, linear or rolling), a deploymentConfig, or retain: true',
);
