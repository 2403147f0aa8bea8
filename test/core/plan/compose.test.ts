import { describe, expect, it } from 'vitest';
import { manifestSchema } from '../../../core/manifest/schema.ts';
import { compose } from '../../../core/plan/compose.ts';
import { pinnedUrl, rolloutName } from '../../../core/release.ts';
import type { ContainerDefinition, LiveEndpoint, ProductionVariant } from '../../../core/sagemaker.ts';
import { sentence } from '../../../core/values/problem.ts';
import { aLiveEndpoint, aLiveModel, anArtifact, aRelease, aRollout } from '../../support/builders.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
const ModelDataUrl = pinnedUrl(rollout.release);
const tags = [
  { Key: 'greenlight:managed', Value: 'true' },
  { Key: 'greenlight:stage', Value: 'local' },
  { Key: 'greenlight:endpoint', Value: 'iris' },
  { Key: 'greenlight:rollout', Value: name },
];
const composed = (manifest: Record<string, unknown>, live?: LiveEndpoint, of = rollout) =>
  compose(of, 'local', manifestSchema.parse(manifest), live);
const refusal = (...args: Parameters<typeof composed>) => composed(...args).problems.map(sentence);
const [liveVariant] = aLiveEndpoint().config.ProductionVariants as readonly [ProductionVariant];

describe('A first release', () => {
  const first = {
    model: {
      image: 'local:iris',
      role: 'arn:aws:iam::000000000000:role/greenlight-model-iris',
      environment: { LOG: 'debug' },
      dataDownloadTimeout: '20m',
      startupTimeout: '5m',
    },
    fleet: { instanceType: 'ml.m5.large', instanceCount: 5 },
  };

  it('is made of the manifest alone', () => {
    expect(composed(first)).toEqual({
      model: {
        PrimaryContainer: { Image: 'local:iris', Environment: { LOG: 'debug' }, ModelDataUrl },
        ExecutionRoleArn: 'arn:aws:iam::000000000000:role/greenlight-model-iris',
        Tags: tags,
      },
      endpointConfig: {
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            ModelName: name,
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: 5,
            ModelDataDownloadTimeoutInSeconds: 1200,
            ContainerStartupHealthCheckTimeoutInSeconds: 300,
          },
        ],
        Tags: tags,
      },
      variants: [{ name: 'AllTraffic', instanceType: 'ml.m5.large', instanceCount: 5, serverless: false }],
      downloadSeconds: 1200,
      startupSeconds: 300,
      resize: false,
      problems: [],
      warnings: [],
    });
  });

  it('may name its variant, and has nothing to resize', () => {
    const { endpointConfig, resize } = composed({
      ...first,
      fleet: { ...first.fleet, variant: 'main', resize: true },
    });
    expect(endpointConfig.ProductionVariants[0]?.VariantName).toBe('main');
    expect(resize).toBe(false);
  });

  it('needs image, role, instance type and count, all told at once', () => {
    const { problems } = composed({});
    expect(problems.map(({ field }) => field)).toEqual([
      'model.image',
      'model.role',
      'fleet.instanceType',
      'fleet.instanceCount',
    ]);
    expect(problems.map(sentence)[0]).toBe(
      'model.image: expected the image URI of the model container, since the endpoint does not exist yet, got nothing.',
    );
  });
});

describe('A release of a live endpoint', () => {
  it('inherits everything but the model data where there is no manifest', () => {
    expect(composed({}, aLiveEndpoint())).toEqual({
      model: {
        ...aLiveModel(),
        PrimaryContainer: { ...aLiveModel().PrimaryContainer, ModelDataUrl },
        Tags: tags,
      },
      endpointConfig: {
        ProductionVariants: [{ ...liveVariant, ModelName: name, InitialInstanceCount: 5 }],
        // Off for a config from before there was such a thing, and so it stays.
        MetricsConfig: { EnableDetailedObservability: false },
        Tags: tags,
      },
      variants: [
        {
          name: 'AllTraffic',
          instanceType: 'ml.m5.large',
          instanceCount: 5,
          liveInstanceType: 'ml.m5.large',
          liveInstanceCount: 5,
          weight: 1,
          serverless: false,
        },
      ],
      // Nothing said, ten minutes each.
      downloadSeconds: 600,
      startupSeconds: 600,
      resize: false,
      problems: [],
      warnings: [],
    });
  });

  it('inherits what we know nothing of: network, encryption, data capture, async, explainer, routing', () => {
    const settings = {
      KmsKeyId: 'key',
      DataCaptureConfig: { EnableCapture: true },
      AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://out' } },
      ExplainerConfig: { ClarifyExplainerConfig: {} },
      ExecutionRoleArn: 'arn:aws:iam::000000000000:role/endpoint',
      VpcConfig: { Subnets: ['s'] },
      EnableNetworkIsolation: true,
      MetricsConfig: { EnableDetailedObservability: true },
    };
    const isolated = { VpcConfig: { Subnets: ['s'] }, EnableNetworkIsolation: true };
    const container = { Image: 'i', ImageConfig: { RepositoryAccessMode: 'Vpc' } };
    const variant = { ...liveVariant, RoutingConfig: { RoutingStrategy: 'RANDOM' }, VolumeSizeInGB: 100 };
    const { model, endpointConfig } = composed(
      {},
      aLiveEndpoint({
        config: { ProductionVariants: [variant], ...settings },
        models: { 'iris-000000000001-1': { PrimaryContainer: container, ...isolated } },
      }),
    );
    expect(model).toEqual({ PrimaryContainer: { ...container, ModelDataUrl }, ...isolated, Tags: tags });
    expect(endpointConfig).toEqual({
      ProductionVariants: [{ ...variant, ModelName: name, InitialInstanceCount: 5 }],
      ...settings,
      Tags: tags,
    });
  });

  it('takes from the manifest what it says', () => {
    const { model, endpointConfig, problems } = composed(
      {
        model: { image: 'local:other', environment: { LOG: 'warn' }, startupTimeout: '2m' },
        fleet: { instanceType: 'ml.m5.xlarge' },
      },
      aLiveEndpoint(),
    );
    expect(problems).toEqual([]);
    expect(model.PrimaryContainer).toEqual({
      Image: 'local:other',
      Environment: { LOG: 'warn' },
      ModelDataUrl,
    });
    expect(endpointConfig.ProductionVariants[0]).toMatchObject({
      InstanceType: 'ml.m5.xlarge',
      ContainerStartupHealthCheckTimeoutInSeconds: 120,
    });
  });

  it('changes nothing of what it was given', () => {
    const live = aLiveEndpoint();
    const before = structuredClone(live);
    composed({ model: { environment: { NEW: '1' } } }, live);
    expect(live).toEqual(before);
  });

  it('must keep the variant’s name', () => {
    expect(refusal({ fleet: { variant: 'main' } }, aLiveEndpoint())).toEqual([
      'fleet.variant: expected AllTraffic, the live variant\'s name: an update must keep it, got "main". ' +
        'Write AllTraffic, or leave it out.',
    ]);
    expect(refusal({ fleet: { variant: 'AllTraffic' } }, aLiveEndpoint())).toEqual([]);
  });
});

describe('The number of instances', () => {
  const live = aLiveEndpoint({ desiredInstanceCounts: { AllTraffic: 7 } });

  it('is kept as autoscaling has set it, whatever manifest and config say, and that is told', () => {
    const { variants, endpointConfig, resize, warnings } = composed({ fleet: { instanceCount: 2 } }, live);
    expect(variants[0]?.instanceCount).toBe(7);
    expect(endpointConfig.ProductionVariants[0]?.InitialInstanceCount).toBe(7);
    expect(resize).toBe(false);
    expect(warnings.map(sentence)).toEqual([
      'fleet.instanceCount: expected 7, as variant AllTraffic has now: an update keeps it, got 2. Write resize: true to change it.',
    ]);
  });

  it('is nothing to tell of where it is the same', () => {
    expect(composed({ fleet: { instanceCount: 7 } }, live).warnings).toEqual([]);
  });

  it('is set where the manifest says so', () => {
    const { variants, endpointConfig, resize, warnings } = composed(
      { fleet: { instanceCount: 2, resize: true } },
      live,
    );
    expect(variants[0]).toMatchObject({ instanceCount: 2, liveInstanceCount: 7 });
    expect(endpointConfig.ProductionVariants[0]?.InitialInstanceCount).toBe(2);
    expect(resize).toBe(true);
    expect(warnings).toEqual([]);
  });
});

describe('The model data', () => {
  const folder = aRollout({
    release: aRelease({ artifact: anArtifact({ kind: 'folder', key: 'models/iris/v2/_READY' }) }),
  });
  const source = {
    S3DataSource: { S3Uri: pinnedUrl(folder.release), S3DataType: 'S3Prefix', CompressionType: 'None' },
  };

  it('of a folder is a prefix of objects as they are, with its closing slash', () => {
    const { model } = composed({}, aLiveEndpoint(), folder);
    expect(source.S3DataSource.S3Uri).toMatch(/\/releases\/iris\/iris-[0-9a-f]{12}\/$/);
    expect(model.PrimaryContainer).toEqual({
      Image: 'local:iris',
      Environment: { LOG: 'info' },
      ModelDataSource: source,
    });
  });

  it('is named once: what named it before would contradict it', () => {
    const live = aLiveEndpoint({
      models: {
        'iris-000000000001-1': {
          PrimaryContainer: { Image: 'i', ModelDataSource: { S3DataSource: { S3Uri: 's3://old' } } },
        },
      },
    });
    expect(composed({}, live).model.PrimaryContainer).toEqual({ Image: 'i', ModelDataUrl });
  });
});

describe('An image that is inherited', () => {
  const digest = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/iris@sha256:0a1b';
  const live = aLiveEndpoint({ resolvedImages: { AllTraffic: { 'local:iris': digest } } });

  it('is pinned to the digest that serves: its tag may have moved', () => {
    expect(composed({}, live).model.PrimaryContainer?.Image).toBe(digest);
  });

  it('is kept as it is where AWS does not say what it was', () => {
    expect(composed({}, aLiveEndpoint()).model.PrimaryContainer?.Image).toBe('local:iris');
  });

  it('gives way to the manifest’s, which is taken as it is written', () => {
    const { model } = composed({ model: { image: 'local:iris' } }, live);
    expect(model.PrimaryContainer?.Image).toBe('local:iris');
  });
});

describe('Several production variants', () => {
  const variantOf = (VariantName: string, ModelName: string) => ({ ...liveVariant, VariantName, ModelName });
  const endpointOf = (...variants: ProductionVariant[]) =>
    aLiveEndpoint({
      config: { ProductionVariants: variants },
      models: {
        one: aLiveModel(),
        two: aLiveModel({ ExecutionRoleArn: 'arn:aws:iam::000000000000:role/two' }),
      },
      desiredInstanceCounts: { a: 4, b: 2 },
    });
  const modelsOf = ({ endpointConfig }: ReturnType<typeof composed>) =>
    endpointConfig.ProductionVariants.map(({ VariantName, ModelName, InitialInstanceCount }) => [
      VariantName,
      ModelName,
      InitialInstanceCount,
    ]);

  it('with the same model all get the new one, each with its own instances', () => {
    const made = composed({}, endpointOf(variantOf('a', 'one'), variantOf('b', 'one')));
    expect(made.problems).toEqual([]);
    expect(modelsOf(made)).toEqual([
      ['a', name, 4],
      ['b', name, 2],
    ]);
  });

  it('with different models: the one that is named takes the artifact, in its own model’s place', () => {
    const made = composed(
      { fleet: { variant: 'b' } },
      endpointOf(variantOf('a', 'one'), variantOf('b', 'two')),
    );
    expect(made.problems).toEqual([]);
    expect(modelsOf(made)).toEqual([
      ['a', 'one', 4],
      ['b', name, 2],
    ]);
    expect(made.model.ExecutionRoleArn).toBe('arn:aws:iam::000000000000:role/two');
  });

  it('with different models are refused where none is named, and where another is', () => {
    const live = endpointOf(variantOf('a', 'one'), variantOf('b', 'two'));
    expect(refusal({}, live)).toEqual([
      'fleet.variant: expected which of a, b takes the artifact, since their models differ, got nothing. Name one of those.',
    ]);
    expect(refusal({ fleet: { variant: 'c' } }, live)).toEqual([
      'fleet.variant: expected one of a, b, the live variants\' names: an update must keep them, got "c". Name one of those.',
    ]);
  });

  it('get the manifest’s fleet only where they take the artifact', () => {
    const live = endpointOf(variantOf('a', 'one'), variantOf('b', 'two'));
    const fleet = { variant: 'b', instanceType: 'ml.m5.xlarge', instanceCount: 9, resize: true };
    const made = composed({ fleet, model: { startupTimeout: '2m' } }, live);
    expect(made.endpointConfig.ProductionVariants).toEqual([
      { ...variantOf('a', 'one'), InitialInstanceCount: 4 },
      {
        ...variantOf('b', name),
        InstanceType: 'ml.m5.xlarge',
        InitialInstanceCount: 9,
        ContainerStartupHealthCheckTimeoutInSeconds: 120,
      },
    ]);
  });
});

describe('An inference pipeline', () => {
  const prepare = {
    ContainerHostname: 'prepare',
    Image: 'local:prepare',
    ModelDataUrl: 's3://models/prepare.tar.gz',
  };
  const score = {
    ContainerHostname: 'score',
    Image: 'local:score',
    ModelDataUrl: 's3://models/score.tar.gz',
  };
  const format = { Image: 'local:format' };
  const pipeline = (...Containers: ContainerDefinition[]) =>
    aLiveEndpoint({
      models: { 'iris-000000000001-1': { Containers, InferenceExecutionConfig: { Mode: 'Serial' } } },
      resolvedImages: { AllTraffic: { 'local:format': 'format@sha256:1', 'local:score': 'score@sha256:2' } },
    });

  it('with model data in one container only has it replaced there, and every image pinned', () => {
    const { model, problems } = composed({}, pipeline(score, format));
    expect(problems).toEqual([]);
    expect(model).toEqual({
      Containers: [{ ...score, Image: 'score@sha256:2', ModelDataUrl }, { Image: 'format@sha256:1' }],
      InferenceExecutionConfig: { Mode: 'Serial' },
      Tags: tags,
    });
  });

  it.each(['score', 2])('with model data in several has it replaced in container %j', (container) => {
    const { model, problems } = composed(
      { model: { container, environment: { A: '1' } } },
      pipeline(prepare, score),
    );
    expect(problems).toEqual([]);
    expect(model.Containers).toEqual([
      prepare,
      { ...score, Image: 'score@sha256:2', Environment: { A: '1' }, ModelDataUrl },
    ]);
  });

  it.each([
    [undefined, 'nothing'],
    ['render', '"render"'],
    [4, '4'],
  ])('is refused where container %j is none that could be meant', (container, got) => {
    const manifest = container === undefined ? {} : { model: { container } };
    expect(refusal(manifest, pipeline(prepare, score, format))).toEqual([
      `model.container: expected which container of the model takes the artifact: 1 or prepare, 2 or score, 3, got ${got}. Name it by hostname or number.`,
    ]);
  });
});

describe('A model from a model package', () => {
  const live = aLiveEndpoint({
    models: { 'iris-000000000001-1': { PrimaryContainer: { ModelPackageName: 'arn:…/fraud/3' } } },
  });

  it('has image and data in one: a new artifact cannot be put into it', () => {
    expect(refusal({}, live)).toEqual([
      'model.image: expected an image, since the live model comes from a model package, which has image and data in one, ' +
        'got nothing, and model package "arn:…/fraud/3". Give model.image to leave the model package, or release the next package by hand.',
    ]);
  });

  it('is left where the manifest gives an image', () => {
    const { model, problems } = composed({ model: { image: 'local:iris' } }, live);
    expect(problems).toEqual([]);
    expect(model.PrimaryContainer).toEqual({ Image: 'local:iris', ModelDataUrl });
  });
});

describe('A serverless variant', () => {
  const variant = {
    VariantName: 'AllTraffic',
    ModelName: 'iris-000000000001-1',
    ServerlessConfig: { MaxConcurrency: 5 },
  };
  const live = aLiveEndpoint({ config: { ProductionVariants: [variant] }, desiredInstanceCounts: {} });

  it('has no instances', () => {
    const { endpointConfig, variants, problems } = composed({ fleet: { instanceCount: 3 } }, live);
    expect(problems).toEqual([]);
    expect(endpointConfig.ProductionVariants).toEqual([{ ...variant, ModelName: name }]);
    expect(variants).toEqual([
      { name: 'AllTraffic', instanceCount: 0, liveInstanceCount: 0, serverless: true },
    ]);
  });

  it('takes no instance type, and cannot be resized', () => {
    expect(refusal({ fleet: { instanceType: 'ml.m5.large', instanceCount: 3, resize: true } }, live)).toEqual(
      [
        'fleet.instanceType: expected no such field: variant AllTraffic is serverless, got "ml.m5.large". Remove it.',
        'fleet.instanceCount: expected no such field: variant AllTraffic is serverless, got 3. Remove it.',
      ],
    );
  });
});

describe('A variant of instance pools', () => {
  it('takes no instance type', () => {
    const variant = {
      ...liveVariant,
      InstanceType: undefined,
      InstancePools: [{}],
    } as unknown as ProductionVariant;
    const live = aLiveEndpoint({ config: { ProductionVariants: [variant] } });
    expect(refusal({ fleet: { instanceType: 'ml.m5.large' } }, live)).toEqual([
      'fleet.instanceType: expected no such field: variant AllTraffic has instance pools, got "ml.m5.large". Remove it.',
    ]);
  });

  const withPools = (VariantName: string, ModelName: string, ...overrides: (string | undefined)[]) => ({
    VariantName,
    ModelName,
    InitialInstanceCount: 2,
    InstancePools: overrides.map((override, index) => ({
      InstanceType: `ml.g${index + 4}.xlarge`,
      Priority: index + 1,
      ...(override !== undefined && { ModelNameOverride: override }),
    })),
  });
  const own = 'iris-000000000001-1';
  const overridden = (...variants: ReturnType<typeof withPools>[]) =>
    aLiveEndpoint({ config: { ProductionVariants: variants } });

  it('is refused where a pool would go on serving a model of its own, pool by pool', () => {
    expect(refusal({}, overridden(withPools('main', own, 'for-g4', undefined, 'for-g6')))).toEqual([
      'InstancePools.ModelNameOverride: expected instance pools of variant main without a model of their own: the ' +
        'artifact would not be served on them, got "for-g4" on ml.g4.xlarge. Update the endpoint to a config without ' +
        'ModelNameOverride first, or release this one by hand.',
      expect.stringContaining('got "for-g6" on ml.g6.xlarge.'),
    ]);
  });

  it('loses an override that names its own model once more', () => {
    const { endpointConfig, problems } = composed({}, overridden(withPools('main', own, own, undefined)));
    expect(problems).toEqual([]);
    expect(endpointConfig.ProductionVariants).toEqual([
      { ...withPools('main', name, undefined, undefined), InitialInstanceCount: 2 },
    ]);
  });

  it('that does not take the artifact keeps its override', () => {
    const other = withPools('other', 'theirs', 'for-g4');
    const { endpointConfig, problems } = composed(
      { fleet: { variant: 'main' } },
      overridden(withPools('main', own, undefined), other),
    );
    expect(problems).toEqual([]);
    expect(endpointConfig.ProductionVariants[1]).toEqual(other);
  });
});

describe('The time that a model may take to start', () => {
  it('is the live variant’s own where the manifest does not say', () => {
    const variant = {
      ...liveVariant,
      ModelDataDownloadTimeoutInSeconds: 3600,
      ContainerStartupHealthCheckTimeoutInSeconds: 1800,
    };
    const { downloadSeconds, startupSeconds } = composed(
      {},
      aLiveEndpoint({ config: { ProductionVariants: [variant] } }),
    );
    expect([downloadSeconds, startupSeconds]).toEqual([3600, 1800]);
  });
});

describe('Tags', () => {
  const tag = (Key: string, Value = 'x') => ({ Key, Value });
  const config = [
    tag('of-config'),
    tag('team', 'old'),
    tag('aws:stack'),
    tag('greenlight:rollout', 'before'),
  ];

  it('are ours, the manifest’s, and others of what the release takes the place of', () => {
    const replaced = liveVariant.ModelName ?? '';
    const models = {
      [replaced]: [tag('of-model'), tag('greenlight:stage', 'local')],
      other: [tag('of-other')],
    };
    const at = aLiveEndpoint({ tagged: { config, models } });
    const { model, endpointConfig } = composed({ tags: { team: 'new' } }, at);
    expect(model.Tags).toEqual([...tags, tag('team', 'new'), tag('of-model')]);
    expect(endpointConfig.Tags).toEqual([...tags, tag('team', 'new'), tag('of-config')]);
  });

  it('are refused where there are more than AWS allows', () => {
    const config = Array.from({ length: 46 }, (_, at) => tag(`t${at}`));
    const at = aLiveEndpoint({ tagged: { config, models: {} } });
    expect(refusal({}, at)).toEqual([]);
    expect(refusal({ tags: { t0: 'replaces one' } }, at)).toEqual([]);
    expect(refusal({ tags: { more: '' } }, at)).toEqual([
      'tags: expected at most 46 tags beside Greenlight’s own, with those that are carried over, got 47. Write fewer, or take some off the model and the config that serve.',
    ]);
  });
});
