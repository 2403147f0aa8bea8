import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { NewestValue } from '../../adapters/cloudwatch/readings.ts';

type Values = ReadonlyMap<string, NewestValue>;

/**
 * SageMaker sends metrics once a minute, and reading each one costs money, but `watch` looks once a second.
 */
const freshMs = 30_000;

/** Caches values while they are fresh by AWS's clock and the alarms are the same. */
export function recentValues(
  read: (alarms: readonly MetricAlarm[], at: number) => Promise<Values>,
  now: () => Promise<number>,
): (alarms: readonly MetricAlarm[]) => Promise<Values> {
  let last: { readonly of: string; readonly at: number; readonly values: Values } | undefined;
  return async (alarms) => {
    const at = await now();
    const of = JSON.stringify(alarms.map(({ AlarmName }) => AlarmName));
    if (last === undefined || last.of !== of || at - last.at >= freshMs)
      last = { of, at, values: await read(alarms, at) };
    return last.values;
  };
}
