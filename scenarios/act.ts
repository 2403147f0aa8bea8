import {
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  type ProductionVariant,
  UpdateEndpointCommand,
  type UpdateEndpointCommandInput,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import { deploymentConfig } from './deployment.ts';
import { onlyVariant } from './fields.ts';
import { configOf, type Scenario, type ScenarioAction, type ScenarioUpdate } from './scenario.ts';
import { endpointName, imageOf, type World } from './world.ts';

/** Makes the story's models and endpoint configs. Each config has one model of the same name. */
export async function createConfigs(world: World, scenario: Scenario): Promise<void> {
  for (const [name, written] of Object.entries(scenario.configs)) {
    const config = configOf(written);
    await world.sagemaker.send(
      new CreateModelCommand({
        ModelName: name,
        ExecutionRoleArn: 'arn:aws:iam::000000000000:role/model',
        PrimaryContainer: config.marketplace
          ? { ModelPackageName: imageOf(name, written) }
          : { Image: imageOf(name, written), ModelDataUrl: `s3://models/${name}/model.tar.gz` },
      }),
    );
    const variants = Object.entries(config.variants).map(
      ([variantName, variant]): ProductionVariant => ({
        VariantName: variantName,
        ModelName: name,
        InstanceType: variant.type as NonNullable<ProductionVariant['InstanceType']>,
        InitialInstanceCount: variant.instances,
        InitialVariantWeight: variant.weight,
        ...(variant.startupTimeout !== undefined && {
          ContainerStartupHealthCheckTimeoutInSeconds: variant.startupTimeout,
        }),
      }),
    );
    await world.sagemaker.send(
      new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: variants }),
    );
  }
}

/** Makes the story's alarms, each in its initial state. */
export async function createAlarms(world: World, scenario: Scenario): Promise<void> {
  for (const [name, alarm] of Object.entries(scenario.alarms)) {
    if (typeof alarm === 'object' && 'rule' in alarm) {
      await world.cloudwatch.send(new PutCompositeAlarmCommand({ AlarmName: name, AlarmRule: alarm.rule }));
      continue;
    }
    const watches =
      typeof alarm === 'string'
        ? // This metric is never written, and `ignore` keeps the alarm's state.
          { MetricName: 'Silent', Threshold: 1, Period: 60, EvaluationPeriods: 1 }
        : {
            MetricName: alarm.metric,
            Threshold: alarm.atLeast,
            Period: alarm.period,
            EvaluationPeriods: alarm.periods,
          };
    await world.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        Namespace: 'AWS/SageMaker',
        Dimensions: [
          { Name: 'EndpointName', Value: endpointName },
          { Name: 'VariantName', Value: onlyVariant },
        ],
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'ignore',
        ...watches,
      }),
    );
    await setAlarm(world, name, typeof alarm === 'string' ? alarm : alarm.starts);
  }
}

const setAlarm = (world: World, AlarmName: string, StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') =>
  world.cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'Set by hand, not by data' }),
  );

/** Runs `action`, which is one API call. @throws the SDK client's error if the call is refused */
export async function act(world: World, scenario: Scenario, action: ScenarioAction): Promise<void> {
  const { sagemaker } = world;
  if ('update' in action) {
    await sagemaker.send(new UpdateEndpointCommand(updateInput(scenario, action.update)));
  } else if ('create' in action) {
    await sagemaker.send(
      new CreateEndpointCommand({
        EndpointName: endpointName,
        EndpointConfigName: action.create.config,
        ...(action.create.deployment && { DeploymentConfig: deploymentConfig(action.create.deployment) }),
      }),
    );
  } else if ('delete' in action) {
    await sagemaker.send(new DeleteEndpointCommand({ EndpointName: endpointName }));
  } else if ('deleteConfig' in action) {
    await sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: action.deleteConfig }));
  } else if ('rescale' in action) {
    await sagemaker.send(
      new UpdateEndpointWeightsAndCapacitiesCommand({
        EndpointName: endpointName,
        DesiredWeightsAndCapacities: Object.entries(action.rescale).map(([VariantName, wanted]) => ({
          VariantName,
          ...(wanted.weight !== undefined && { DesiredWeight: wanted.weight }),
          ...(wanted.instances !== undefined && { DesiredInstanceCount: wanted.instances }),
        })),
      }),
    );
  } else if ('lift' in action) {
    world.liftFaults();
  } else {
    await setAlarm(world, action.alarm, action.becomes);
  }
}

function updateInput(scenario: Scenario, update: ScenarioUpdate): UpdateEndpointCommandInput {
  const { retainDeployment, retainVariants, excludeRetained } = update;
  const deployment = update.deployment ?? (retainDeployment ? 'none' : (scenario.deployment ?? 'none'));
  return {
    EndpointName: endpointName,
    EndpointConfigName: update.config,
    ...(deployment !== 'none' && { DeploymentConfig: deploymentConfig(deployment) }),
    ...(retainDeployment !== undefined && { RetainDeploymentConfig: retainDeployment }),
    ...(retainVariants !== undefined && { RetainAllVariantProperties: retainVariants }),
    ...(excludeRetained !== undefined && {
      ExcludeRetainedVariantProperties: excludeRetained.map((VariantPropertyType) => ({
        VariantPropertyType,
      })),
    }),
  };
}

/** `action` in a few words, for reports. */
export function actionText(action: ScenarioAction): string {
  if ('update' in action) return `update to ${action.update.config}`;
  if ('create' in action) return `create on ${action.create.config}`;
  if ('delete' in action) return 'delete the endpoint';
  if ('deleteConfig' in action) return `delete config ${action.deleteConfig}`;
  if ('rescale' in action) return 'rescale';
  if ('lift' in action) return 'lift the faults';
  return `alarm ${action.alarm} becomes ${action.becomes}`;
}
