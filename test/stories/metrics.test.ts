import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.uploadManifest();
}, 60_000);
afterEach(() => story.close());

/** All of a metric of ours since the story began. */
async function sumOf(MetricName: string, dimensions: Record<string, string> = {}): Promise<number> {
  const command = new GetMetricStatisticsCommand({
    Namespace: 'Greenlight',
    MetricName,
    Dimensions: Object.entries({ Stage: 'local', ...dimensions }).map(([Name, Value]) => ({ Name, Value })),
    StartTime: new Date(story.clock.now() - 86_400_000),
    EndTime: new Date(story.clock.now() + 60_000),
    Period: 86_400,
    Statistics: ['Sum'],
  });
  const { Datapoints = [] } = await story.clock.drive(story.aws.clients(CloudWatchClient).send(command));
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

describe('what happened', () => {
  it('costs no metric where all is well', async () => {
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    await story.clock.advance(60_000);
    const command = new ListMetricsCommand({ Namespace: 'Greenlight' });
    const { Metrics = [] } = await story.clock.drive(story.aws.clients(CloudWatchClient).send(command));
    expect(Metrics).toEqual([]);
  });

  it('is counted as lost and found, where no event told of it', async () => {
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    await story.loseEndpointEvents();
    await story.ended(await story.upload('models/iris/v2/model.tar.gz'));
    expect(await sumOf('LostEvents', { Event: 'endpoint' })).toBe(1);
  });

  it('wakes somebody if it needs somebody, by the controller’s own alarm', async () => {
    await story.uploadManifest(manifest.replace('local:story', 'local:unknown'));
    await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
    await story.clock.advance(120_000);
    const command = new DescribeAlarmHistoryCommand({
      AlarmName: 'greenlight-local/ops/urgent-rollouts',
      HistoryItemType: 'StateUpdate',
    });
    const urgent = await sumOf('UrgentRollouts');
    const history = await story.clock.drive(story.aws.clients(CloudWatchClient).send(command));
    const rang = history.AlarmHistoryItems?.some(({ HistorySummary }) =>
      HistorySummary?.endsWith('to ALARM'),
    );
    expect({ urgent, rang }).toEqual({ urgent: 1, rang: true });
  });
});
