import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { onlyVariant } from './fields.ts';
import type { WatchedInStory } from './release-step.ts';
import type { ReleaseStory } from './release-story.ts';
import type { ReleaseWorld } from './release-world.ts';

/** Makes one of the story's alarms, which watches the endpoint, in its initial state. */
export async function makeAlarm(
  world: ReleaseWorld,
  endpoint: string,
  name: string,
  alarm: ReleaseStory['alarms'][string],
): Promise<void> {
  const watches =
    typeof alarm === 'string'
      ? // This metric is never written, and `ignore` keeps the alarm's state.
        { Namespace: 'Stories', MetricName: 'Silent', Threshold: 1, Period: 60, EvaluationPeriods: 1 }
      : {
          Namespace: 'AWS/SageMaker',
          MetricName: alarm.metric,
          Threshold: alarm.atLeast,
          Period: alarm.period,
          EvaluationPeriods: alarm.periods,
        };
  const command = new PutMetricAlarmCommand({
    AlarmName: name,
    Dimensions: [
      { Name: 'EndpointName', Value: endpoint },
      { Name: 'VariantName', Value: onlyVariant },
    ],
    Statistic: 'Sum',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'ignore',
    ...watches,
  });
  await world.clock.drive(world.aws.clients(CloudWatchClient).send(command));
  await setAlarm(world, name, typeof alarm === 'string' ? alarm : alarm.starts);
}

/** Makes an alarm watch something else from now on. It keeps its state. */
export async function watchWith(world: ReleaseWorld, name: string, watched: WatchedInStory): Promise<void> {
  const command = new PutMetricAlarmCommand({
    AlarmName: name,
    Namespace: watched.namespace,
    MetricName: watched.metric,
    Dimensions: Object.entries(watched.by).map(([Name, Value]) => ({ Name, Value })),
    Statistic: watched.statistic,
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: watched.above,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
  await world.clock.drive(world.aws.clients(CloudWatchClient).send(command));
}

/** Sets an alarm's state, or deletes it. */
export async function setAlarm(
  world: ReleaseWorld,
  name: string,
  value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'gone',
): Promise<void> {
  const client = world.aws.clients(CloudWatchClient);
  const call =
    value === 'gone'
      ? client.send(new DeleteAlarmsCommand({ AlarmNames: [name] }))
      : client.send(
          new SetAlarmStateCommand({
            AlarmName: name,
            StateValue: value,
            StateReason: 'Set by hand, not by data',
          }),
        );
  await world.clock.drive(call as Promise<unknown>);
}
