import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { artifactBytes } from '../../scenarios/release-artifacts.ts';
import type { ReleaseWorld } from '../../scenarios/release-world.ts';

const image = 'local:story';
const role = 'arn:aws:iam::000000000000:role/greenlight-local-model';
const data = 'releases/before/model.tar.gz';
const model = 'before';
const sharedAlarm = 'shared';

const manifest = `
model: { image: '${image}', role: '${role}' }
fleet: { instanceType: ml.m5.large, instanceCount: 2 }
rollout: { strategy: linear, step: 50%, bake: 5m, finalBake: 5m, timeout: 2h }
alarms:
  - { name: ${sharedAlarm}, on: rollback }
  - { metric: 5xx-rate, above: 1%, for: 2m, on: rollback }
  - { metric: latency-p99, above: 800ms, for: 3m, on: rollback }
`;

/** Their owners' own, on no data: it stays as it is set. */
export async function setSharedAlarm(
  { aws, clock }: ReleaseWorld,
  StateValue: 'OK' | 'ALARM',
): Promise<void> {
  const cloudWatch = aws.clients(CloudWatchClient);
  await clock.drive(
    cloudWatch.send(
      new PutMetricAlarmCommand({
        ...{
          AlarmName: sharedAlarm,
          Namespace: 'AtOnce',
          MetricName: 'Silent',
          Statistic: 'Sum',
          Period: 60,
        },
        ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
        TreatMissingData: 'ignore',
      }),
    ),
  );
  await clock.drive(
    cloudWatch.send(new SetAlarmStateCommand({ AlarmName: sharedAlarm, StateValue, StateReason: 'Set.' })),
  );
}

/** SageMaker takes four changes a second, by assumption. */
const betweenMs = 1000;

/**
 * Makes endpoints that serve a model of their owners', under a manifest with
 * two alarms of ours and one of theirs, and that may be released
 * to. Slowly: their owners are under the same rates.
 */
export async function makeEndpoints(world: ReleaseWorld, names: readonly string[]): Promise<void> {
  const { clock } = world;
  const sageMaker = world.aws.clients(SageMakerClient);
  await setSharedAlarm(world, 'OK');
  await world.put(data, artifactBytes('model', 'before'));
  await clock.drive(
    sageMaker.send(
      new CreateModelCommand({
        ModelName: model,
        ExecutionRoleArn: role,
        PrimaryContainer: { Image: image, ModelDataUrl: `s3://${world.bucket}/${data}` },
      }),
    ),
  );
  for (const name of names) {
    await world.put(`models/${name}/greenlight.yaml`, manifest);
    await clock.advance(betweenMs);
    const variant = {
      VariantName: 'AllTraffic',
      InstanceType: 'ml.m5.large',
      InitialInstanceCount: 2,
    } as const;
    await clock.drive(
      sageMaker.send(
        new CreateEndpointConfigCommand({
          EndpointConfigName: name,
          ProductionVariants: [{ ...variant, ModelName: model }],
        }),
      ),
    );
    await clock.drive(
      sageMaker.send(
        new CreateEndpointCommand({
          EndpointName: name,
          EndpointConfigName: name,
          Tags: [{ Key: 'greenlight:managed', Value: 'true' }],
        }),
      ),
    );
  }
  // Until all are up, and what their events have set going is over.
  await clock.advance(3_600_000);
}
