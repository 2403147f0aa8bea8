import * as client from '@aws-sdk/client-cloudwatch';
import type { LocalContext } from '../context.ts';
import type { AlarmWatch, EventSink, MetricSink, TopicPublisher } from '../ports.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { aggregateOf } from './aggregate.ts';
import { alarmConfigurationOf } from './alarm-configuration.ts';
import { AlarmHistory } from './alarm-history.ts';
import { readTags, tagOperations } from './alarm-tags.ts';
import { type AlarmDependencies, Alarms } from './alarms.ts';
import { compositeConfigurationOf } from './composite-configuration.ts';
import { describeAlarms, describeAlarmsForMetric } from './describe-alarms.ts';
import { getMetricData } from './get-metric-data.ts';
import { length, refuseUncovered, required, validate } from './input.ts';
import { defaultMathAssumptions, type MathAssumptions } from './math/assumptions.ts';
import { getMetricStatistics, listMetrics } from './metric-operations.ts';
import { MetricStore } from './metric-store.ts';
import { putMetricData } from './put-metric-data.ts';

export interface CloudWatch {
  readonly wire: WireService;
  readonly metrics: MetricSink;
  readonly alarms: AlarmWatch;
  /** PutMetricData, for metrics that come in logs. @throws AwsError as the operation does */
  putMetricData(input: client.PutMetricDataCommandInput): void;
  /** PutMetricAlarm for set-up. @throws AwsError as the operation does */
  putMetricAlarm(input: client.PutMetricAlarmCommandInput): void;
  /** PutCompositeAlarm for set-up. @throws AwsError as the operation does */
  putCompositeAlarm(input: client.PutCompositeAlarmCommandInput): void;
  /** The tags of an alarm; none if it is not there. */
  tagsOf(alarmArn: string): ReadonlyMap<string, string>;
  /** Ends the evaluation of all alarms. */
  close(): void;
}

/**
 * CloudWatch as far as metrics, metric math, alarms on them with a fixed threshold, and composite alarms. Without
 * `topics`, alarms can have no actions.
 */
export function createCloudWatch(
  context: LocalContext,
  deps: { readonly events: EventSink; readonly topics?: TopicPublisher } & Pick<
    AlarmDependencies,
    'permissions' | 'unknownAlarm'
  > & { readonly math?: Partial<MathAssumptions> },
): CloudWatch {
  const { clock } = context;
  const reading = { ...context, math: { ...defaultMathAssumptions, ...deps.math } };
  const store = new MetricStore();
  const history = new AlarmHistory(clock);
  const alarms = new Alarms(context, { store, history, topics: undefined, ...deps });

  const put = (input: client.PutMetricDataCommandInput): void => putMetricData(store, input, clock.now());
  const putMetricAlarm = (input: client.PutMetricAlarmCommandInput): void =>
    alarms.put(alarmConfigurationOf(reading, input, deps.topics !== undefined), readTags(input.Tags));
  const putCompositeAlarm = (input: client.PutCompositeAlarmCommandInput): void =>
    alarms.putComposite(
      compositeConfigurationOf(context, input, deps.topics !== undefined),
      readTags(input.Tags),
    );

  const wire = rpcService({
    id: 'monitoring',
    client,
    json: { version: '1.0', queryErrors: true },
    query: { xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/' },
    random: context.random,
    operations: {
      PutMetricData: put,
      GetMetricStatistics: (input: client.GetMetricStatisticsCommandInput) =>
        getMetricStatistics(store, input),
      GetMetricData: (input: client.GetMetricDataCommandInput) => getMetricData(reading, store, input),
      ListMetrics: (input: client.ListMetricsCommandInput) => listMetrics(store, input, clock.now()),
      PutMetricAlarm: putMetricAlarm,
      PutCompositeAlarm: putCompositeAlarm,
      DescribeAlarms: (input: client.DescribeAlarmsCommandInput) => describeAlarms(alarms, input),
      DescribeAlarmsForMetric: (input: client.DescribeAlarmsForMetricCommandInput) =>
        describeAlarmsForMetric(alarms.all(), input),
      DescribeAlarmHistory: (input: client.DescribeAlarmHistoryCommandInput) => history.describe(input),
      SetAlarmState: (input: client.SetAlarmStateCommandInput) => {
        refuseUncovered('SetAlarmState', input, [
          'AlarmName',
          'StateValue',
          'StateReason',
          'StateReasonData',
        ]);
        alarms.set(input);
      },
      DeleteAlarms: (input: client.DeleteAlarmsCommandInput) => {
        alarms.delete(alarmNames(input));
      },
      EnableAlarmActions: (input: client.EnableAlarmActionsCommandInput) =>
        alarms.register.enableActions(alarmNames(input), true),
      DisableAlarmActions: (input: client.DisableAlarmActionsCommandInput) =>
        alarms.register.enableActions(alarmNames(input), false),
      ...tagOperations(context, alarms.register),
    },
  });

  return {
    wire,
    alarms,
    putMetricData: put,
    putMetricAlarm,
    putCompositeAlarm,
    metrics: {
      record: ({ namespace, metric, dimensions, value, unit }) => {
        const now = clock.now();
        store.record({ namespace, name: metric, dimensions }, unit, now, aggregateOf(value), now);
      },
      observe: (gauges) => store.observe(gauges),
    },
    tagsOf: (arn) => alarms.register.find(arn.split(':').slice(6).join(':'))?.tags ?? new Map(),
    close: () => alarms.close(),
  };
}

function alarmNames(input: { readonly AlarmNames?: string[] | undefined }): readonly string[] {
  validate([required('alarmNames', input.AlarmNames) ?? length('alarmNames', input.AlarmNames, 0, 100)]);
  return input.AlarmNames ?? [];
}
