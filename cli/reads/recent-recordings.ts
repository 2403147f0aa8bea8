import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { S3Client } from '@aws-sdk/client-s3';
import { readRecording } from '../../adapters/recording/read-recording.ts';
import { looksOf } from '../../core/recording/looks-of.ts';
import type { Recording } from '../../core/recording/recording.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { epochMsOf, instantAt } from '../../core/values/instant.ts';
import type { Records } from '../aws/records.ts';
import { keptOf } from './kept-or-now.ts';
import type { Looked } from './rollout-looks.ts';

/** So long after its end, figures of a rollout still come in. AWS's time, like the next one. */
const settlesMs = 600_000;
/** CloudWatch has a new value each minute. */
const minuteMs = 60_000;

/** The recordings of rollouts, each made anew when something of it has changed, and once a minute for CloudWatch's figures. */
export function recentRecordings({
  records: ledger,
  cloudWatch,
  s3,
}: {
  readonly records: Pick<Records, 'looks'>;
  readonly cloudWatch: CloudWatchClient;
  /** Where those of rollouts that have ended are kept, if they are wished: CloudWatch forgets. */
  readonly s3?: S3Client;
}): (looked: Looked, records: readonly RolloutRecord[]) => Promise<Recording> {
  const made = new Map<string, { readonly of: string; readonly recording: Recording }>();
  return async (looked, records) => {
    const { record, gates, waits, sightings, at } = looked;
    const of = versionOf(looked);
    const known = made.get(record.name);
    if (known?.of === of) {
      const { source, asOf } = known.recording;
      return { ...known.recording, asOf: source === 'kept' ? asOf : instantAt(at) };
    }
    const recording = (s3 && (await keptOf(s3, record))) ?? (await recordNow());
    made.set(record.name, { of, recording });
    return recording;

    async function recordNow(): Promise<Recording> {
      const seen = await ledger.looks(record.endpoint, record.name);
      const looks = looksOf([...seen, ...sightings], record, waits);
      return readRecording(cloudWatch, { record, records, gates, waits, looks }, at, 'live');
    }
  };
}

/** All that a recording depends on: its records, what was seen, and the minute, in which CloudWatch has other figures. */
export function versionOf({ record, gates, sightings, at }: Looked): string {
  const ended = record.endedAt === undefined ? undefined : epochMsOf(record.endedAt);
  const until = ended === undefined ? at : Math.min(at, ended + settlesMs);
  return JSON.stringify([record, gates, sightings.at(-1), Math.floor(until / minuteMs)]);
}
