import type {
  AlarmHistoryItem,
  AlarmType,
  DescribeAlarmHistoryCommandInput,
  DescribeAlarmHistoryCommandOutput,
  HistoryItemType,
} from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../clock/clock.ts';
import { atLeast, atMost, page, refuseUncovered, validate } from './input.ts';

interface HistoryEntry {
  readonly alarmName: string;
  readonly alarmType: AlarmType;
  readonly at: number;
  readonly type: HistoryItemType;
  readonly summary: string;
  readonly data: string;
}

/** AWS keeps alarm history for 30 days. */
const keptMs = 30 * 24 * 3_600_000;

const covered: readonly (keyof DescribeAlarmHistoryCommandInput)[] = [
  'AlarmName',
  'AlarmTypes',
  'HistoryItemType',
  'StartDate',
  'EndDate',
  'MaxRecords',
  'NextToken',
  'ScanBy',
];

/** What happened to alarms, kept beyond their deletion as AWS does. */
export class AlarmHistory {
  readonly #clock: Clock;
  #entries: HistoryEntry[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(
    alarm: { readonly name: string; readonly kind: 'metric' | 'composite' },
    type: HistoryItemType,
    summary: string,
    data: string,
  ): void {
    const at = this.#clock.now();
    const oldest = this.#entries[0];
    if (oldest !== undefined && oldest.at < at - keptMs) {
      this.#entries = this.#entries.filter((entry) => entry.at >= at - keptMs);
    }
    const alarmType = alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm';
    this.#entries.push({ alarmName: alarm.name, alarmType, at, type, summary, data });
  }

  /** DescribeAlarmHistory. */
  describe(input: DescribeAlarmHistoryCommandInput): Partial<DescribeAlarmHistoryCommandOutput> {
    refuseUncovered('DescribeAlarmHistory', input, covered);
    validate([atLeast('maxRecords', input.MaxRecords, 1) ?? atMost('maxRecords', input.MaxRecords, 100)]);
    const types = input.AlarmTypes?.length ? input.AlarmTypes : (['MetricAlarm'] as const);
    const found = this.#entries.filter(
      (entry) =>
        types.some((type) => type === entry.alarmType) &&
        (input.AlarmName === undefined || entry.alarmName === input.AlarmName) &&
        (input.HistoryItemType === undefined || entry.type === input.HistoryItemType) &&
        (input.StartDate === undefined || entry.at >= input.StartDate.getTime()) &&
        (input.EndDate === undefined || entry.at <= input.EndDate.getTime()),
    );
    if (input.ScanBy !== 'TimestampAscending') found.reverse();
    const { items, nextToken } = page(found, input.MaxRecords ?? 100, input.NextToken);
    return { AlarmHistoryItems: items.map(wireItem), NextToken: nextToken };
  }
}

const wireItem = (entry: HistoryEntry): AlarmHistoryItem => ({
  AlarmName: entry.alarmName,
  AlarmType: entry.alarmType,
  Timestamp: new Date(entry.at),
  HistoryItemType: entry.type,
  HistorySummary: entry.summary,
  HistoryData: entry.data,
});
