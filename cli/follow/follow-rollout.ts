import { setTimeout } from 'node:timers/promises';
import type { Outcome } from '../../core/verdict/conclusion.ts';
import type { Aws } from '../aws/aws.ts';
import { recordsOf } from '../aws/records.ts';
import { followOutput } from '../output/follow-output.ts';
import { type Followed, follow } from './follow.ts';

/** One look a second is enough for a person. */
const pauseMs = 1000;

/**
 * Follows a rollout to its end, in the form for the terminal or `--json`. Returns its outcome, if it has one.
 */
export async function followRollout(
  aws: Aws,
  followed: Followed,
  json: boolean,
): Promise<Outcome | undefined> {
  const records = recordsOf(aws);
  const pause = () => setTimeout(pauseMs);
  const record = await follow({ records, now: aws.now, pause }, followed, followOutput(process.stdout, json));
  return record?.outcome;
}
