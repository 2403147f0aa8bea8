import {
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { AlarmStates } from '../../core/recording/recording.ts';
import type { Span } from '../../core/recording/span.ts';
import { epochMsOf, instantAt } from '../../core/values/instant.ts';
import { jsonOrUndefined } from '../../core/values/json.ts';
import { valueRequests } from '../cloudwatch/readings.ts';
import { ifReadable } from '../optional-read.ts';

/** More alarms than an update may name (10), for those that ask or tell. */
const mostAlarms = 20;

/**
 * The states of alarms within a span, and what they measured. CloudWatch keeps an alarm's history for 30 days, also of a
 * deleted one; what a deleted one measured cannot be read any more, except at its changes of state. Whatever may not be
 * read is left out.
 */
export async function readAlarmStates(
  client: CloudWatchClient,
  names: readonly string[],
  span: Span,
): Promise<AlarmStates[]> {
  const asked = names.slice(0, mostAlarms);
  if (asked.length === 0) return [];
  const [alarms, histories] = await Promise.all([
    ifReadable(() =>
      client.send(
        new DescribeAlarmsCommand({
          AlarmNames: [...asked],
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: 100,
        }),
      ),
    ),
    Promise.all(asked.map((name) => statesOf(client, name, span))),
  ]);
  const values = await valuesOf(client, alarms?.MetricAlarms ?? [], span);
  return asked.map((name, n) => {
    const all = [...(alarms?.MetricAlarms ?? []), ...(alarms?.CompositeAlarms ?? [])];
    const states = known(
      histories[n] ?? [],
      all.find(({ AlarmName }) => AlarmName === name),
      span,
    );
    const measured = values.get(name);
    const atChanges = states.flatMap(({ at, value }) =>
      value === undefined ? [] : [{ at: epochMsOf(at), value }],
    );
    return { name, states, values: measured === undefined || measured.length === 0 ? atChanges : measured };
  });
}

const stateSchema = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

/** The states of an alarm that has not changed within the span, too: it has been in its state since before. */
function known(
  changes: AlarmStates['states'],
  alarm: Pick<MetricAlarm, 'StateValue' | 'StateUpdatedTimestamp'> | undefined,
  { from }: Span,
): AlarmStates['states'] {
  const state = stateSchema.safeParse(alarm?.StateValue).data;
  if (changes.length > 0 || state === undefined) return changes;
  const since = alarm?.StateUpdatedTimestamp?.getTime() ?? from;
  return [{ at: instantAt(Math.max(from, since)), state }];
}

const changeSchema = z.object({
  oldState: z.object({ stateValue: stateSchema }).optional().catch(undefined),
  newState: z.object({
    stateValue: stateSchema,
    stateReasonData: z
      .object({ recentDatapoints: z.array(z.number().nullable()).optional() })
      .optional()
      .catch(undefined),
  }),
});

async function statesOf(
  client: CloudWatchClient,
  AlarmName: string,
  { from, to }: Span,
): Promise<AlarmStates['states']> {
  const answer = await ifReadable(() =>
    client.send(
      new DescribeAlarmHistoryCommand({
        AlarmName,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        HistoryItemType: 'StateUpdate',
        StartDate: new Date(from),
        EndDate: new Date(to),
        MaxRecords: 100,
        ScanBy: 'TimestampAscending',
      }),
    ),
  );
  return (answer?.AlarmHistoryItems ?? []).flatMap(({ Timestamp, HistoryData }, n) => {
    const read = changeSchema.safeParse(jsonOrUndefined(HistoryData)).data;
    if (read === undefined || Timestamp === undefined) return [];
    const { stateValue, stateReasonData } = read.newState;
    // Until its first change in the span it was in the state from before.
    const before = n === 0 && read.oldState ? [{ at: instantAt(from), state: read.oldState.stateValue }] : [];
    const value = stateReasonData?.recentDatapoints?.findLast((point) => point !== null);
    return [
      ...before,
      { at: instantAt(Timestamp.getTime()), state: stateValue, ...(typeof value === 'number' && { value }) },
    ];
  });
}

/** By alarm. */
async function valuesOf(
  client: CloudWatchClient,
  alarms: readonly MetricAlarm[],
  { from, to, periodSeconds }: Span,
): Promise<ReadonlyMap<string, AlarmStates['values']>> {
  const found = new Map<string, AlarmStates['values']>();
  await Promise.all(
    valueRequests(alarms).map(async (request) => {
      const answer = await ifReadable(() =>
        client.send(
          new GetMetricDataCommand({
            MetricDataQueries: request.flatMap(({ queries }) => queries),
            StartTime: new Date(from),
            EndTime: new Date(to),
            ScanBy: 'TimestampAscending',
            MaxDatapoints: 100_000,
          }),
        ),
      );
      for (const { alarm, id } of request) {
        const { Timestamps = [], Values = [] } = answer?.MetricDataResults?.find(({ Id }) => Id === id) ?? {};
        const values = Timestamps.flatMap((at, n) => {
          const value = Values[n];
          return value === undefined ? [] : [{ at: at.getTime(), value }];
        });
        if (alarm.AlarmName !== undefined) found.set(alarm.AlarmName, thinned(values, periodSeconds * 1000));
      }
    }),
  );
  return found;
}

/** At most one value for each period, the newest. */
const thinned = (values: AlarmStates['values'], period: number): AlarmStates['values'] =>
  values.filter(
    ({ at }, n) =>
      Math.floor(at / period) !== Math.floor((values[n + 1]?.at ?? Number.POSITIVE_INFINITY) / period),
  );
