import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { readRecording } from '../../adapters/recording/read-recording.ts';
import { looksOf } from '../../core/recording/looks-of.ts';
import type { Recording } from '../../core/recording/recording.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { epochMsOf, instantAt } from '../../core/values/instant.ts';
import type { Records } from '../aws/records.ts';
import type { Looked } from './rollout-looks.ts';

/** So long after its end, figures of a rollout still come in. AWS's time, like the next one. */
const settlesMs = 600_000;
/** CloudWatch has a new value each minute. */
const minuteMs = 60_000;

/** The recordings of rollouts, each made anew when something of it has changed, and once a minute for CloudWatch's figures. */
export function recentRecordings({
  records: ledger,
  cloudWatch,
}: {
  readonly records: Pick<Records, 'looks'>;
  readonly cloudWatch: CloudWatchClient;
}): (looked: Looked, records: readonly RolloutRecord[]) => Promise<Recording> {
  const made = new Map<string, { readonly of: string; readonly recording: Recording }>();
  return async (looked, records) => {
    const { record, gates, waits, sightings, at } = looked;
    const of = versionOf(looked);
    const known = made.get(record.name);
    if (known?.of === of) return { ...known.recording, asOf: instantAt(at) };
    const kept = await ledger.looks(record.endpoint, record.name);
    const looks = looksOf([...kept, ...sightings], record, waits);
    const from = { record, records, gates, waits, looks };
    const recording = await readRecording(cloudWatch, from, at, 'live');
    made.set(record.name, { of, recording });
    return recording;
  };
}

/** All that a recording depends on: its records, what was seen, and the minute, in which CloudWatch has other figures. */
export function versionOf({ record, gates, sightings, at }: Looked): string {
  const ended = record.endedAt === undefined ? undefined : epochMsOf(record.endedAt);
  const until = ended === undefined ? at : Math.min(at, ended + settlesMs);
  return JSON.stringify([record, gates, sightings.at(-1), Math.floor(until / minuteMs)]);
}
