import {
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { gatheredReads } from '../gathered-reads.ts';

export interface Described {
  readonly metric?: MetricAlarm;
  readonly composite?: CompositeAlarm;
}

/** One DescribeAlarms takes 100 names. */
const namesPerCall = 100;

const readers = new WeakMap<CloudWatchClient, (name: string) => Promise<Described>>();

/** The alarms of these names, in their order, of any kind. What is asked for at the same moment is one call. */
export async function describeAlarms(
  client: CloudWatchClient,
  names: readonly string[],
): Promise<readonly Described[]> {
  const read =
    readers.get(client) ?? gatheredReads((all: readonly string[]) => readAll(client, all), namesPerCall);
  readers.set(client, read);
  return Promise.all(names.map(read));
}

async function readAll(client: CloudWatchClient, names: readonly string[]): Promise<readonly Described[]> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({
      AlarmNames: [...new Set(names)],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: namesPerCall,
    }),
  );
  const found = new Map<string, Described>([
    ...MetricAlarms.map((metric) => [metric.AlarmName ?? '', { metric }] as const),
    ...CompositeAlarms.map((composite) => [composite.AlarmName ?? '', { composite }] as const),
  ]);
  return names.map((name) => found.get(name) ?? {});
}
