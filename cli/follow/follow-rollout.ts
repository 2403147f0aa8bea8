import { setTimeout } from 'node:timers/promises';
import type { Outcome } from '../../core/verdict/conclude.ts';
import type { Aws } from '../aws/aws.ts';
import { recordsOf } from '../aws/records.ts';
import { followOutput } from '../output/follow-output.ts';
import { type Followed, follow } from './follow.ts';

/** A look a second: often enough for the eye. */
const pauseMs = 1000;

/** Follows a rollout to its end, shown as the terminal and `--json` ask. Answers with its outcome, if there was one. */
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
