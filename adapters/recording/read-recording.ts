import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { FleetTraffic, Recording } from '../../core/recording/recording.ts';
import { type Known, recordingOf } from '../../core/recording/recording-of.ts';
import { type Span, spanOf } from '../../core/recording/span.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { shiftOf } from '../../core/records/shift-of.ts';
import { epochMsOf, instantAt } from '../../core/values/instant.ts';
import { ifReadable } from '../optional-read.ts';
import { readAlarmStates } from './read-alarm-states.ts';
import { readFleets } from './read-fleets.ts';

/** What the ledger knows of a rollout and its endpoint. */
export type FromLedger = Omit<Known, 'traffic' | 'alarms'>;

/** CloudWatch has a minute's data about a minute later; what comes later still is rare (docs/assumptions.md). */
const settledMs = 120_000;

/**
 * The recording of a rollout: what the ledger says, with what CloudWatch knows of its traffic and alarms. Two calls of
 * CloudWatch, and one for each alarm. Missing rights leave out what they would have shown, and say so.
 *
 * @param now epoch milliseconds
 * @throws whatever CloudWatch answers but missing rights: throttling and faults pass
 */
export async function readRecording(
  client: CloudWatchClient,
  known: FromLedger,
  now: number,
  source: Recording['source'],
): Promise<Recording> {
  const { record } = known;
  // While it waits before its shift, its alarms matter: gates look at them.
  const began = record.phases.shifting ?? (record.endedAt === undefined ? record.startedAt : undefined);
  if (began === undefined)
    return recordingOf({ ...known, traffic: noShift, alarms: [] }, instantAt(now), source);
  const ended = record.endedAt === undefined ? undefined : epochMsOf(record.endedAt);
  const span = spanOf(epochMsOf(began), ended, now);
  const [traffic, alarms] = await Promise.all([
    trafficOf(client, record, span, now),
    readAlarmStates(client, record.plan?.alarms.map(({ name }) => name) ?? [], span),
  ]);
  return recordingOf({ ...known, traffic, alarms }, instantAt(now), source);
}

const noShift: FleetTraffic = { kind: 'unknown', why: 'No traffic was shifted from one fleet to another.' };

async function trafficOf(
  client: CloudWatchClient,
  record: RolloutRecord,
  span: Span,
  now: number,
): Promise<FleetTraffic> {
  const shift = shiftOf(record);
  if (shift === undefined) return noShift;
  const periods = await ifReadable(() => readFleets(client, record.endpoint, shift, span));
  if (periods === undefined)
    return {
      kind: 'unknown',
      why: 'The figures could not be read: the right cloudwatch:GetMetricData is missing.',
    };
  if (periods.every(({ green, blue }) => green.requests + blue.requests === 0))
    return {
      kind: 'unknown',
      why: 'CloudWatch has no requests of that time: there were none, or it is too long ago.',
    };
  return {
    kind: 'known',
    periodSeconds: span.periodSeconds,
    periods,
    completeUntil: Math.min(span.to, now - settledMs),
  };
}
