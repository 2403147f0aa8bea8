import * as z from 'zod';
import { type StrategyPolicy, strategies } from '../strategies/strategies.ts';
import { oneOf } from '../values/fields.ts';
import { orListed } from '../values/listed.ts';
import { type AwsDeployment, awsDeployment } from './aws-deployment.ts';

const names = orListed(strategies.map(({ name }) => name));
const [first, ...others] = strategies;

/** A strategy by its name, with its fields. */
const byName = z.discriminatedUnion('strategy', [first.schema, ...others.map(({ schema }) => schema)], {
  error: `a strategy: ${names}`,
});

/** A strategy in AWS's own format, as AWS documents it. */
const given = z.strictObject({ deploymentConfig: awsDeployment });

/** The strategy of the endpoint's last deployment (RetainDeploymentConfig). */
const retained = z.strictObject({ retain: z.literal(true, { error: 'true, or no such field' }) });

/** The forms in which a manifest may give a strategy. */
export type GivenRollout =
  | StrategyPolicy
  | { readonly deploymentConfig: AwsDeployment }
  | { readonly retain: true };

/** How traffic shifts, and what may stop the shift. */
export const rollout = oneOf<GivenRollout>(
  [
    ['deploymentConfig', given],
    ['retain', retained],
    ['strategy', byName],
  ],
  `a strategy (${names}), a deploymentConfig, or retain: true`,
);
