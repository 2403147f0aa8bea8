import * as sageMaker from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { kindProblems } from '../../../core/plan/checks/endpoint-kind.ts';
import { compose } from '../../../core/plan/compose.ts';
import { type Fate, inputMembers } from '../../../core/plan/input-members.ts';
import type { ContainerDefinition, LiveEndpoint, ProductionVariant } from '../../../core/sagemaker.ts';
import { sentence } from '../../../core/values/problem.ts';
import { aLiveEndpoint, aLiveModel, aManifest, aRollout } from '../../support/builders.ts';

/** A schema of the SDK, as far as this test reads it: what it is, and of a structure its members. */
type Schema =
  | { readonly kind: 'structure'; readonly name: string; readonly members: ReadonlyMap<string, () => Schema> }
  | { readonly kind: 'list' | 'map'; readonly item: () => Schema }
  | { readonly kind: 'text' | 'number' | 'boolean' };

/**
 * The SDK writes a schema as a number (2 a boolean, 1 a number, 0 a text; 64 and more a list of such, 128 a map) or as
 * an array that begins with its kind (3 a structure, 1 a list, 2 a map, 0 an alias of a simple one).
 */
function schemaOf(written: unknown): Schema {
  if (typeof written === 'function') return schemaOf(written());
  if (typeof written === 'number') {
    if (written >= 128) return { kind: 'map', item: () => schemaOf(written - 128) };
    if (written >= 64) return { kind: 'list', item: () => schemaOf(written - 64) };
    return { kind: written === 0 ? 'text' : written === 2 ? 'boolean' : 'number' };
  }
  const [kind, , name, , fourth, fifth] = written as [number, string, string, unknown, unknown, unknown];
  switch (kind) {
    case 3: {
      const [names, types] = [fourth as string[], fifth as unknown[]];
      return {
        kind: 'structure',
        name,
        members: new Map(names.map((one, at) => [one, () => schemaOf(types[at])])),
      };
    }
    case 1:
      return { kind: 'list', item: () => schemaOf(fourth) };
    case 2:
      return { kind: 'map', item: () => schemaOf(fifth) };
    case 0:
      return schemaOf(fourth);
    default:
      throw new Error(`a schema of an unknown kind: ${kind}`);
  }
}

/** A structure itself, or what a list or map holds. */
const within = (schema: Schema): Schema => ('item' in schema ? within(schema.item()) : schema);

const inputs = [schemaOf(sageMaker.CreateEndpointConfigInput$), schemaOf(sageMaker.CreateModelInput$)];

/** Every structure that the inputs reach through members that are decided one by one, and the path to it. */
function reached(
  schema: Schema,
  path: readonly string[] = [],
): { schema: Schema; path: readonly string[] }[] {
  const structure = within(schema);
  if (structure.kind !== 'structure') return [];
  const { inside = [] } = inputMembers[structure.name] ?? {};
  const deeper = inside.flatMap((member) => {
    const next = structure.members.get(member);
    return next === undefined ? [] : reached(next(), [...path, member]);
  });
  return [{ schema: structure, path }, ...deeper];
}
const structures = inputs.flatMap((input) => reached(input));

describe('The members of the inputs of CreateEndpointConfig and CreateModel', () => {
  it.each([...new Map(structures.map(({ schema }) => [(schema as { name: string }).name, schema]))])(
    'are all decided: %s',
    (name, schema) => {
      if (schema.kind !== 'structure') throw new Error(`${name} is no structure`);
      const { names = {}, inside = [], settings = [] } = inputMembers[name] ?? {};
      // Where this fails, AWS has a new member: decide in core/plan/input-members.ts what becomes of it in a release.
      expect([...Object.keys(names), ...inside, ...settings].sort()).toEqual(
        [...schema.members.keys()].sort(),
      );
      for (const member of inside) {
        const structure = within(schema.members.get(member)?.() as Schema);
        expect(structure.kind === 'structure' && inputMembers[structure.name], member).toBeTruthy();
      }
      for (const member of settings) {
        // Nothing hides in a setting: no members of its own, and no text that names a thing of AWS.
        const of = within(schema.members.get(member)?.() as Schema);
        expect(of.kind, member).not.toBe('structure');
        if (of.kind === 'text') expect(member).not.toMatch(/(Uri|Url|Arn|Name|Image|Override|Path)$/);
      }
    },
  );

  it('are of shapes that are there', () => {
    const names = new Set(structures.map(({ schema }) => schema.kind === 'structure' && schema.name));
    expect(Object.keys(inputMembers).filter((name) => !names.has(name))).toEqual([]);
  });
});

const marker = 'old';

/** A value that the schema allows, all of it recognisable. */
function filled(schema: Schema): unknown {
  switch (schema.kind) {
    case 'text':
      return marker;
    case 'number':
      return 7;
    case 'boolean':
      return true;
    case 'list':
      return [filled(schema.item())];
    case 'map':
      return { KEY: filled(schema.item()) };
    case 'structure':
      return Object.fromEntries([...schema.members].map(([name, member]) => [name, filled(member())]));
    default:
      return schema satisfies never;
  }
}

/** Given by their own argument of the API, not by the definition; and the list that a pipeline has instead. */
const notInDefinitions = ['EndpointConfigName', 'ModelName'];

const cases = inputs.flatMap((input, index) =>
  reached(input)
    .filter(({ path }) => path[0] !== 'Containers')
    .flatMap(({ schema, path }) => {
      if (schema.kind !== 'structure') return [];
      return Object.entries(inputMembers[schema.name]?.names ?? {})
        .filter(([member]) => path.length > 0 || !notInDefinitions.includes(member))
        .map(([member, fate]) => ({
          of: index === 0 ? ('config' as const) : ('model' as const),
          path: [...path, member],
          at: [...path, member].join('.'),
          fate,
          value: member === 'Mode' ? 'MultiModel' : filled(schema.members.get(member)?.() as Schema),
        }));
    }),
);

const [liveVariant] = aLiveEndpoint().config.ProductionVariants as readonly [ProductionVariant];

/** A live endpoint whose definition has the value at the path; what it must have besides is as usual. */
function liveWith(of: 'config' | 'model', path: readonly string[], value: unknown): LiveEndpoint {
  const [first = '', ...rest] = path;
  const put = (parts: readonly string[]): Record<string, unknown> => {
    const [part = '', ...more] = parts;
    const inner = more.length === 0 ? value : put(more);
    return {
      [part]:
        part === 'InstancePools' && more.length > 0
          ? [{ InstanceType: 'ml.m5.large', ...(inner as object) }]
          : inner,
    };
  };
  if (of === 'model') {
    const container = {
      ...aLiveModel().PrimaryContainer,
      ...(first === 'PrimaryContainer' ? put(rest) : {}),
    };
    const model = aLiveModel({
      ...(first === 'PrimaryContainer' ? {} : put(path)),
      PrimaryContainer: container,
    });
    return aLiveEndpoint({ models: { [liveVariant.ModelName ?? '']: model } });
  }
  if (first !== 'ProductionVariants') {
    return aLiveEndpoint({ config: { ...aLiveEndpoint().config, ...put(path) } });
  }
  const variant = { ...liveVariant, ...put(rest) };
  return aLiveEndpoint({
    config: { ProductionVariants: [variant] },
    models: { [variant.ModelName ?? '']: aLiveModel() },
    desiredInstanceCounts: { [variant.VariantName]: 3 },
  });
}

/** What stands at the path in what the release makes. */
function at(definition: unknown, [part, ...rest]: readonly string[]): unknown {
  if (part === undefined) return definition;
  const inner = (definition as Record<string, unknown>)[part];
  return at(Array.isArray(inner) && rest.length > 0 ? inner[0] : inner, rest);
}

describe('What becomes of what they name', () => {
  it.each(cases)('$of $at: $fate.fate', ({ of, path, fate, value }) => {
    const live = liveWith(of, path, value);
    // Only an image of the manifest's takes the place of the live one.
    const asked = path.at(-1) === 'Image' ? { image: 'local:new' } : undefined;
    const manifest = aManifest({ model: asked, fleet: undefined });
    const { model, endpointConfig, problems } = compose(aRollout(), 'local', manifest, live);
    const told = [...problems, ...kindProblems(live)].map(sentence);
    const made = at(of === 'config' ? endpointConfig : model, path);
    const fates: Readonly<Record<Fate['fate'], () => void>> = {
      kept: () => {
        expect(told).toEqual([]);
        expect(made).toEqual(value);
      },
      replaced: () => {
        expect(told).toEqual([]);
        expect(JSON.stringify(made ?? null)).not.toContain(marker);
      },
      refused: () => {
        expect(told).not.toEqual([]);
      },
    };
    fates[fate.fate]();
  });

  it('each kind of them, so that no fate is untried', () => {
    expect(new Set(cases.map(({ fate }) => fate.fate))).toEqual(new Set(['kept', 'replaced', 'refused']));
  });
});

describe('A container that takes an artifact', () => {
  const container = (over: Partial<ContainerDefinition>) =>
    aLiveEndpoint({
      models: { [liveVariant.ModelName ?? '']: aLiveModel({ PrimaryContainer: { Image: 'i', ...over } }) },
    });
  const composed = (
    over: Partial<ContainerDefinition>,
    model: Record<string, unknown> | undefined = undefined,
  ) => compose(aRollout(), 'local', aManifest({ model }), container(over));
  const ecr = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/iris:2';

  it('with an image of its own leaves a model package, with all that chose within it', () => {
    const live = { ModelPackageName: 'arn:old', InferenceSpecificationName: 'old' };
    const { model, problems } = composed(live, { image: ecr });
    expect(problems).toEqual([]);
    expect(JSON.stringify(model)).not.toContain('old');
  });

  it('with an image of ECR leaves how one of a registry in a VPC was pulled', () => {
    const ImageConfig = { RepositoryAccessMode: 'Vpc' };
    expect(composed({ ImageConfig }, { image: ecr }).model.PrimaryContainer).not.toHaveProperty(
      'ImageConfig',
    );
    const own = composed({ ImageConfig }, { image: 'registry.example.com/iris:2' });
    expect(own.model.PrimaryContainer).toMatchObject({ ImageConfig });
  });

  it('keeps data beside the model data, and says so', () => {
    const AdditionalModelDataSources = [{ ChannelName: 'draft', S3DataSource: {} }];
    const { model, warnings } = composed({ AdditionalModelDataSources });
    expect(model.PrimaryContainer).toMatchObject({ AdditionalModelDataSources });
    expect(warnings.map(sentence)).toEqual([
      "AdditionalModelDataSources: expected the artifact to be all of the model's data, got draft besides, kept as live. " +
        'Data that belongs to the artifact has to be in it, or changed by hand.',
    ]);
  });

  it('keeps variables that name a model, and says which, but not what is in them', () => {
    const Environment = {
      HF_MODEL_ID: 'org/secret-model',
      SM_VLLM_MODEL: '/opt/ml/model',
      SAGEMAKER_SUBMIT_DIRECTORY: 's3://old/sourcedir.tar.gz',
      TOKENIZER: 's3://old/tokenizer/',
      LOG: 'info',
    };
    const { model, warnings } = composed({ Environment });
    expect(model.PrimaryContainer?.Environment).toEqual(Environment);
    expect(warnings.map(sentence)).toEqual([
      'model.environment: expected variables that name no other model than the artifact, got HF_MODEL_ID, ' +
        'SAGEMAKER_SUBMIT_DIRECTORY, TOKENIZER, inherited: the container may load what is named there instead. ' +
        'Write model.environment without them if the artifact is to be loaded.',
    ]);
    expect(composed({ Environment }, { environment: { HF_MODEL_ID: 'org/other' } }).warnings).toEqual([]);
  });
});
