import * as client from '@aws-sdk/client-sagemaker';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointConfigCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
} from '@aws-sdk/client-sagemaker';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';
import { describe, expect, it } from 'vitest';
import { assertCovered } from '../../../../local/sagemaker/api/coverage.ts';
import { coverageTable } from '../../../../local/sagemaker/api/coverage-table.ts';
import {
  type InputModel,
  runtimeModel,
  sagemakerModel,
  shapeOf,
} from '../../../../local/sagemaker/api/shapes.ts';
import { localSageMaker } from '../support.ts';
import { endpointConfigInput, modelInput, variant } from './samples.ts';

/** The structures that are looked into: those reached through simulated members only. */
function lookedInto(model: InputModel): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const shape = shapeOf(model, name);
    if (shape.type === 'list') visit(shape.member ?? '');
    if (shape.type !== 'structure' || found.has(name)) return;
    found.add(name);
    for (const member of coverageTable[name]?.simulated ?? []) visit(shape.members?.[member] ?? '');
  };
  for (const input of Object.values(model.inputs)) visit(input);
  return found;
}

describe('the table of what is covered', () => {
  it.each([
    ['SageMaker', sagemakerModel],
    ['SageMaker Runtime', runtimeModel],
  ] as const)('names every member of every structure of %s once', (_, model) => {
    for (const name of lookedInto(model)) {
      const { simulated = [], kept = {}, refused = {} } = coverageTable[name] ?? {};
      const named = [...simulated, ...Object.keys(kept), ...Object.keys(refused)];
      expect([name, ...named.sort()]).toEqual([
        name,
        ...Object.keys(shapeOf(model, name).members ?? {}).sort(),
      ]);
    }
  });

  it('names nothing else', () => {
    const all = [...lookedInto(sagemakerModel), ...lookedInto(runtimeModel)];
    expect(Object.keys(coverageTable).filter((name) => !all.includes(name))).toEqual([]);
  });
});

describe('the SDK that reads requests', () => {
  it.each(Object.keys(sagemakerModel.inputs))(
    'knows every member of %s, so that none is lost',
    (operation) => {
      const schema = (client as Record<string, unknown>)[`${operation}$`] as unknown[];
      const compare = (name: string, known: NormalizedSchema): void => {
        const shape = shapeOf(sagemakerModel, name);
        if (shape.type === 'list') compare(shape.member ?? '', known.getValueSchema());
        if (shape.type !== 'structure') return;
        const members = known.getMemberSchemas();
        expect([name, ...Object.keys(members).sort()]).toEqual([
          name,
          ...Object.keys(shape.members ?? {}).sort(),
        ]);
        for (const [member, of] of Object.entries(shape.members ?? {})) {
          const next = members[member];
          if (next !== undefined) compare(of, next);
        }
      };
      const input = schema[4] as Schema | (() => Schema);
      compare(
        sagemakerModel.inputs[operation] ?? '',
        NormalizedSchema.of(typeof input === 'function' ? input() : input),
      );
    },
  );
});

describe('what has no effect here', () => {
  it('is kept with a model and shown back', async () => {
    const { client: sagemaker } = localSageMaker();
    await sagemaker.send(new CreateModelCommand(modelInput));
    const { $metadata, CreationTime, ModelArn, ...shown } = await sagemaker.send(
      new DescribeModelCommand({ ModelName: modelInput.ModelName }),
    );
    const { Tags, ...given } = modelInput;
    expect(shown).toEqual(given);
  });

  it('is kept with an endpoint config and shown back', async () => {
    const { client: sagemaker } = localSageMaker();
    await sagemaker.send(new CreateModelCommand(modelInput));
    await sagemaker.send(new CreateEndpointConfigCommand(endpointConfigInput));
    const { $metadata, CreationTime, EndpointConfigArn, ...shown } = await sagemaker.send(
      new DescribeEndpointConfigCommand({ EndpointConfigName: endpointConfigInput.EndpointConfigName }),
    );
    const { Tags, ...given } = endpointConfigInput;
    expect(shown).toEqual(given);
  });
});

describe('an endpoint on a config with settings that have no effect here', () => {
  const setUp = async (settings: object) => {
    const world = localSageMaker();
    const { client: sagemaker, clock } = world;
    await sagemaker.send(new CreateModelCommand(modelInput));
    const config = { EndpointConfigName: 'c', ProductionVariants: [variant], ...settings };
    await sagemaker.send(new CreateEndpointConfigCommand(config));
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: 'c' }));
    await clock.advance(600_000);
    return world;
  };

  it('shows them, as long as the config is there', async () => {
    const { AsyncInferenceConfig, ExplainerConfig, MetricsConfig, DataCaptureConfig } = endpointConfigInput;
    const world = await setUp({ AsyncInferenceConfig, ExplainerConfig, MetricsConfig, DataCaptureConfig });
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'InService',
      AsyncInferenceConfig,
      ExplainerConfig,
      MetricsConfig,
      DataCaptureConfig: {
        EnableCapture: true,
        CaptureStatus: 'Started',
        CurrentSamplingPercentage: 10,
        DestinationS3Uri: 's3://bucket/captured',
        KmsKeyId: '',
      },
    });
    await world.client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'c' }));
    const { EndpointStatus, DataCaptureConfig: lost } = await world.describe();
    expect([EndpointStatus, lost]).toEqual(['InService', undefined]);
  });

  it('takes no synchronous invocation if it is asynchronous', async () => {
    const world = await setUp({ AsyncInferenceConfig: endpointConfigInput.AsyncInferenceConfig });
    await expect(world.invoke()).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Endpoint iris is asynchronous: it takes InvokeEndpointAsync only.',
    });
    expect(await (await setUp({})).invoke()).toBe(modelInput.PrimaryContainer.Image);
  });
});

describe('what would have to be faked', () => {
  const config = (members: object) => ({
    ...endpointConfigInput,
    ProductionVariants: [{ ...variant, ...members }],
  });
  it.each([
    [
      'CreateEndpointConfig',
      'ShadowProductionVariants',
      { ...endpointConfigInput, ShadowProductionVariants: [variant] },
    ],
    [
      'CreateEndpointConfig',
      'ServerlessConfig',
      config({ ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 } }),
    ],
    [
      'CreateEndpointConfig',
      'ManagedInstanceScaling',
      config({ ManagedInstanceScaling: { Status: 'ENABLED' } }),
    ],
    ['CreateModel', 'MultiModelConfig', { ModelName: 'm', PrimaryContainer: { MultiModelConfig: {} } }],
    [
      'CreateModel',
      'InferenceExecutionConfig',
      { ModelName: 'm', InferenceExecutionConfig: { Mode: 'Direct' } },
    ],
  ])('%s refuses %s, and says why', (operation, member, input) => {
    expect(() => assertCovered(sagemakerModel, operation, input)).toThrow(
      new RegExp(`does not cover SageMaker ${operation} with ${member} \\(.+\\)\\.`),
    );
  });

  it('is looked for in kept members no further, and not at all in members that AWS has not', () => {
    expect(() =>
      assertCovered(sagemakerModel, 'CreateModel', { ModelName: 'm', Nope: { A: 1 } }),
    ).not.toThrow();
  });
});
