import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { managedAlarmName } from '../../core/alarms/managed.ts';
import { metricCatalogue, type PublishedMetric } from '../../core/cloudwatch/metric-catalogue.ts';
import { artifactBytes } from '../../scenarios/release-artifacts.ts';
import { packagingMs } from '../support/packaged.ts';
import { type Story, startStory } from './story.ts';

/** Guards that the manifest may ask for, what makes each bad, and the instances that have its metric. */
interface Guard {
  readonly alarm: string;
  readonly bad: Readonly<Record<string, number>>;
  readonly instanceType?: string;
}

/** Streams alone send these, and the local SageMaker answers none. */
const ofStreams = [
  'FirstChunkLatency',
  'FirstChunkModelLatency',
  'FirstChunkOverheadLatency',
  'MidStreamErrors',
];

/** A threshold in the midst of what the metric can be, and a sample beyond it. */
function guardOn({ name, unit, max, times }: PublishedMetric): Guard {
  const [above, bad] = unit === 'Microseconds' ? ['1s', 2_000_000] : max === 1 ? [0.5, 1] : [50, 100];
  const alarm = `{ metric: ${name}, above: ${above}, for: 2m }`;
  return { alarm, bad: { [name]: bad as number }, ...(times === 'gpu' && { instanceType: 'ml.g5.xlarge' }) };
}

const published = metricCatalogue
  .filter(({ kinds, name }) => kinds.includes('real-time') && !ofStreams.includes(name))
  .map((metric): [string, Guard] => [metric.name, guardOn(metric)]);

const ours: [string, Guard][] = [
  ['5xx-rate', { alarm: '{ metric: 5xx-rate, above: 50%, for: 2m }', bad: { Invocation5XXErrors: 1 } }],
  ['4xx-rate', { alarm: '{ metric: 4xx-rate, above: 50%, for: 2m }', bad: { Invocation4XXErrors: 1 } }],
  ['5xx-count', { alarm: '{ metric: 5xx-count, above: 1, for: 2m }', bad: { Invocation5XXErrors: 1 } }],
  ...['p50', 'p90', 'p99'].map((p): [string, Guard] => [
    `latency-${p}`,
    { alarm: `{ metric: latency-${p}, above: 1s, for: 2m }`, bad: { ModelLatency: 2_000_000 } },
  ]),
];

/** Both ways: an instance that does nothing may be as bad as one that does too much. */
const below: [string, Guard][] = [
  ['too little', { alarm: '{ metric: CPUUtilization, below: 5, for: 2m }', bad: { CPUUtilization: 0 } }],
];

const guards = [...ours, ...published, ...below].map(([metric, guard], n) => ({
  endpoint: `guarded-${n}`,
  metric,
  ...guard,
}));

let story: Story;
const releases = new Map<string, string>();

/** Endpoints that somebody made, one for each guard: what is released to them are v2's alone. */
async function makeEndpoints(): Promise<void> {
  const sagemaker = story.aws.clients(SageMakerClient);
  const model = {
    ModelName: 'theirs',
    ExecutionRoleArn: 'arn:aws:iam::000000000000:role/greenlight-local-model',
    PrimaryContainer: { Image: 'local:story', ModelDataUrl: `s3://${story.bucket}/theirs/model.tar.gz` },
  };
  await story.put('theirs/model.tar.gz', artifactBytes('model', 'theirs'));
  await story.clock.drive(sagemaker.send(new CreateModelCommand(model)));
  for (const InstanceType of ['ml.m5.large', 'ml.g5.xlarge'] as const) {
    const variant = { VariantName: 'AllTraffic', ModelName: 'theirs', InstanceType, InitialInstanceCount: 2 };
    const config = { EndpointConfigName: InstanceType.replaceAll('.', '-'), ProductionVariants: [variant] };
    await story.clock.drive(sagemaker.send(new CreateEndpointConfigCommand(config)));
  }
  for (const { endpoint, instanceType = 'ml.m5.large' } of guards) {
    const input = {
      EndpointName: endpoint,
      EndpointConfigName: instanceType.replaceAll('.', '-'),
      Tags: [{ Key: 'greenlight:managed', Value: 'true' }],
    };
    await story.clock.drive(sagemaker.send(new CreateEndpointCommand(input)));
  }
  await story.clock.advance(5 * 60_000);
}

// All at the same time, each on an endpoint of its own.
beforeAll(async () => {
  story = await startStory();
  await makeEndpoints();
  for (const { endpoint, alarm, bad } of guards) {
    const rollout = '{ strategy: canary, step: 1 instance, bake: 5m, finalBake: 5m }';
    await story.uploadManifest(`rollout: ${rollout}\nalarms: [${alarm}]\n`, endpoint);
    const release = await story.upload(`models/${endpoint}/v2/model.tar.gz`);
    releases.set(endpoint, `${release}-1`);
    story.aws.injectFault({ endpoint, config: `${release}-1`, metrics: bad });
  }
  story.startLoad(20_000, ...guards.map(({ endpoint }) => endpoint));
  await story.clock.advance(14 * 60_000);
}, packagingMs);
afterAll(() => story?.close());

it.each(guards)('A rollout whose $metric is bad is rolled back by the alarm on it', async ({ endpoint }) => {
  const rollout = releases.get(endpoint) ?? '';
  const [ended] = story.concluded(rollout);
  expect(ended).toMatchObject({
    outcome: 'ROLLED_BACK',
    breaches: [{ name: managedAlarmName('local', rollout, 0) }],
  });
});

it('All of them kept their invariants', async () => {
  await story.checkInvariants();
});
