import { CloudWatchClient, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { createCloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import type { LocalContext } from '../../../local/context.ts';
import type { EventDraft } from '../../../local/ports.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

/** Monday, 2026-01-05T00:00:00Z: a whole minute. */
export const start = Date.UTC(2026, 0, 5);

/** CloudWatch on a virtual clock, a real client to it, and what it tells others. */
export function setting(options: Pick<Parameters<typeof createCloudWatch>[1], 'unknownAlarm'> = {}) {
  const clock = new VirtualClock(start);
  const context: LocalContext = localContext(clock);
  const events: EventDraft[] = [];
  const published: { topicArn: string; subject: string | undefined; body: string }[] = [];
  const cloudWatch = createCloudWatch(context, {
    ...options,
    events: { emit: (event) => events.push(event) },
    topics: {
      async publish(topicArn, { subject, body }) {
        if (topicArn.endsWith(':gone')) throw new Error('no such topic');
        published.push({ topicArn, subject, body });
      },
    },
  });
  const client = new CloudWatchClient(clientSettings(createRouter([cloudWatch.wire])));
  /** Records `value` as the 5xx count of the endpoint iris, now. */
  const errors = (value: number) =>
    cloudWatch.metrics.record({
      namespace: 'AWS/SageMaker',
      metric: 'Invocation5XXErrors',
      dimensions: { EndpointName: 'iris', VariantName: 'AllTraffic' },
      value,
      unit: 'None',
    });
  /** Every change of an alarm's state, with its instant in seconds from the start. */
  const changes: [seconds: number, alarm: string, value: string][] = [];
  cloudWatch.alarms.onChange((name, value) => changes.push([(clock.now() - start) / 1000, name, value]));
  return { clock, context, client, cloudWatch, events, published, errors, changes };
}

/** The demo's alarm: at least one 5xx in two minutes of two. */
export const errorAlarm: PutMetricAlarmCommandInput = {
  AlarmName: 'iris-5xx',
  Namespace: 'AWS/SageMaker',
  MetricName: 'Invocation5XXErrors',
  Dimensions: [
    { Name: 'VariantName', Value: 'AllTraffic' },
    { Name: 'EndpointName', Value: 'iris' },
  ],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  DatapointsToAlarm: 2,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
};
