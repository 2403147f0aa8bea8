import { setTimeout as sleep } from 'node:timers/promises';
import { type Aws, connect } from '../aws/aws.ts';
import { AwsTrouble, troubleOf } from '../aws/aws-trouble.ts';
import { clockOf } from '../aws/clock-of.ts';
import type { Target } from '../aws/target.ts';
import { callBudget } from './live/call-budget.ts';
import { liveSource, paces } from './live/live-source.ts';
import type { PageSource } from './page-source.ts';
import { timers } from './timers.ts';

/** The most calls of AWS a minute: half of what the APIs take of one account, most of which are the controller's. */
const callsPerMinute = { aws: 240, local: 6000 } as const;

/**
 * The page's data from the AWS at `target`.
 * @throws AwsTrouble if it cannot be reached, or does not know the caller
 */
export async function awsSource(target: Target): Promise<PageSource> {
  const aws = await connected(target);
  const mode = target.local ? 'local' : 'aws';
  const budget = callBudget(callsPerMinute[mode], { now: timers.now, sleep: (ms) => sleep(ms) });
  return liveSource({
    ...{ aws, mode, budget, timers },
    pace: paces[mode],
    speed: async () => (await clockOf(target)).speed,
    troubleText: (error) => troubleOf(error, target)?.message,
  });
}

async function connected(target: Target): Promise<Aws> {
  try {
    return await connect(target);
  } catch (error) {
    const trouble = troubleOf(error, target);
    throw trouble === undefined
      ? error
      : new AwsTrouble(`${trouble.message}\n${withoutAws}`, { cause: error });
  }
}

const withoutAws =
  'Without access to AWS: somebody who has it can send you the report of a rollout (npx greenlight report RELEASE), and npx greenlight simulate STORY --page shows the page of a simulated one.';
