import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigCommandInput,
  CreateModelCommand,
  type CreateModelCommandInput,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  type SageMakerClient,
  UpdateEndpointCommand,
  type UpdateEndpointCommandInput,
} from '@aws-sdk/client-sagemaker';
import { managedTag } from '../../core/own-tags.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { DeploymentConfig } from '../../core/sagemaker.ts';
import { createOnce } from './create-once.ts';
import { readDeployment } from './deployment.ts';
import { ownName } from './own-name.ts';
import { readBoth, readKept, readLive, readProgress, readView } from './read-endpoint.ts';
import { refusable } from './refusals.ts';

/** Endpoints on SageMaker. Refusals are ApiRefused; throttling and faults are SDK errors, to be retried. */
export function sageMakerEndpoints(client: SageMakerClient): Endpoints {
  return {
    view: (name) => readView(client, name),
    progress: (name) => readProgress(client, name),
    deployment: (name) => readDeployment(client, name),
    viewAndReading: (name) => readBoth(client, name),
    live: (name, withTags) => readLive(client, name, withTags !== undefined),
    ownName: (name) => ownName(client, name),
    kept: (configName) => readKept(client, configName),

    async createModel(name, model) {
      const input = { ...(model as unknown as CreateModelCommandInput), ModelName: name };
      await createOnce(
        'CreateModel',
        () => client.send(new CreateModelCommand(input)),
        () => client.send(new DescribeModelCommand({ ModelName: name })),
        model,
      );
    },

    async createEndpointConfig(name, config) {
      const input = config as unknown as CreateEndpointConfigCommandInput;
      await createOnce(
        'CreateEndpointConfig',
        () => client.send(new CreateEndpointConfigCommand({ ...input, EndpointConfigName: name })),
        () => client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })),
        config,
      );
    },

    async createEndpoint(name, configName, deployment, tags) {
      // SageMaker only stores this DeploymentConfig, for later updates.
      const input = {
        EndpointName: name,
        EndpointConfigName: configName,
        DeploymentConfig: sdkDeployment(deployment),
        Tags: [managedTag, ...tags],
      };
      await refusable('CreateEndpoint', client.send(new CreateEndpointCommand(input)));
    },

    async updateEndpoint(name, configName, deployment, resize = false) {
      const input: UpdateEndpointCommandInput = {
        EndpointName: name,
        EndpointConfigName: configName,
        DeploymentConfig: sdkDeployment(deployment),
        RetainAllVariantProperties: true,
        ...(resize && {
          ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredInstanceCount' as const }],
        }),
      };
      await refusable('UpdateEndpoint', client.send(new UpdateEndpointCommand(input)));
    },
  };
}

const sdkDeployment = (deployment: DeploymentConfig) =>
  deployment as unknown as NonNullable<UpdateEndpointCommandInput['DeploymentConfig']>;
