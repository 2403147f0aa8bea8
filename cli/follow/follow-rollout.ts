import { setTimeout } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Outcome } from '../../core/verdict/conclusion.ts';
import type { Aws } from '../aws/aws.ts';
import { type Records, recordsOf } from '../aws/records.ts';
import { followOutput } from '../output/follow-output.ts';
import { recentRecordings } from '../reads/recent-recordings.ts';
import { rolloutLooks } from '../reads/rollout-looks.ts';
import { type Shown, shownOf } from '../views/progress.ts';
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
  const shown = shownFrom(aws, records);
  const record = await follow(
    { records, now: aws.now, shown, pause },
    followed,
    followOutput(process.stdout, json),
  );
  return record?.outcome;
}

/** By this machine's clock, like the pauses. */
const oldestMs = 5000;

/** The page's sentence and figures: read again every few seconds, and CloudWatch's once a minute. */
function shownFrom(aws: Aws, records: Records): (record: RolloutRecord) => Promise<Shown> {
  const looks = rolloutLooks({ records, now: aws.now, hostNow: () => performance.now() });
  const recording = recentRecordings({ records, cloudWatch: aws.clients(CloudWatchClient) });
  let others: readonly RolloutRecord[] | undefined;
  return async (record) => {
    others ??= await records.rollouts(record.endpoint);
    const known = looks.latest(record.name);
    const looked =
      known !== undefined && looks.ageOf(record.name) < oldestMs ? known : await looks.look(record);
    return shownOf(await recording(looked, others));
  };
}
