import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { tarball } from '../../examples/iris/tarball.ts';
import type { VirtualClock } from '../../local/clock/virtual.ts';
import { createContainers } from '../../local/containers/containers.ts';
import type { ContainerRuntime } from '../../local/ports.ts';
import type { LocalAws } from '../../local/stack/local-aws.ts';

/** The endpoint, alarm and load that both controllers use: Greenlight and the polling loop. */
export const endpointName = 'iris';
export const alarmName = 'iris-5xx';
export const modelImage = 'local:bench';
export const modelRole = 'arn:aws:iam::000000000000:role/greenlight-local-model';

/** A model whose content is unique to `name`. */
export const goodModel = (name: string): Promise<Buffer> =>
  tarball({ 'model.json': JSON.stringify({ name }) });
/** A model whose container answers 500. */
export const brokenModel = (): Promise<Buffer> => tarball({ 'model.json': '{"broken":true}' });

export async function benchContainers(clock: VirtualClock): Promise<ContainerRuntime> {
  const broken = await brokenModel();
  return createContainers({
    clock,
    registry: {
      [modelImage]: (_, { artifact }) =>
        artifact !== undefined && broken.equals(artifact)
          ? { status: 500, body: 'scores are not finite' }
          : { status: 200, body: '{}' },
    },
    workDir: join(tmpdir(), 'greenlight-bench'),
  });
}

/** Makes the alarm. Server errors in two consecutive minutes trip it. */
export async function makeAlarm(aws: LocalAws): Promise<void> {
  const alarm = new PutMetricAlarmCommand({
    AlarmName: alarmName,
    Namespace: 'AWS/SageMaker',
    MetricName: 'Invocation5XXErrors',
    Dimensions: [
      { Name: 'EndpointName', Value: endpointName },
      { Name: 'VariantName', Value: 'AllTraffic' },
    ],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 2,
    DatapointsToAlarm: 2,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
  await aws.clients(CloudWatchClient).send(alarm);
}

/** Sends a request every two seconds from now on. */
export function startLoad(aws: LocalAws, clock: VirtualClock): void {
  const runtime = aws.clients(SageMakerRuntimeClient);
  const request = () =>
    new InvokeEndpointCommand({ EndpointName: endpointName, ContentType: 'text/csv', Body: '1,2,3,4' });
  const loop = async () => {
    for (;;) {
      await clock.sleep(2000);
      await runtime.send(request()).catch(() => undefined);
    }
  };
  void loop();
}

/** Watches from now on when the endpoint last came to rest, in epoch milliseconds of simulated time. */
export function restingOf(aws: LocalAws): () => number | undefined {
  let since: number | undefined;
  let previous: string | undefined;
  aws.onEndpointChange(({ status, at }) => {
    if (status === 'InService' && previous !== undefined && previous !== status) since = at;
    previous = status;
  });
  return () => since;
}
