import type { Clock } from './clock/clock.ts';
import type { Random } from './random.ts';

/** What every local service is given: time, chance and where it pretends to be. */
export interface LocalContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly account: string;
  readonly region: string;
}

/** The account and region of the local AWS. */
export const localAccount = '000000000000';
export const localRegion = 'us-east-1';

/** `arn:aws:<service>:<region>:<account>:<resource>` of the local AWS. */
export const arnOf = (
  context: Pick<LocalContext, 'account' | 'region'>,
  service: string,
  resource: string,
): string => `arn:aws:${service}:${context.region}:${context.account}:${resource}`;
