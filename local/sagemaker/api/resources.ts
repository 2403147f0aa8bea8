import { arnOf, type LocalContext } from '../../context.ts';
import { alreadyExists, couldNotFind, type Kind } from './errors.ts';

interface Resource {
  readonly name: string;
  readonly arn: string;
}

/** One kind of SageMaker resource, by name: like ARNs, which are lower-cased, names are unique whatever their case. */
export interface Resources<T extends Resource> {
  readonly arnFor: (name: string) => string;
  find(name: string): T | undefined;
  /** @throws AwsError "Could not find …" */
  get(name: string): T;
  /** @throws AwsError "Cannot create already existing …" */
  assertFree(name: string): void;
  /** @throws AwsError "Cannot create already existing …" */
  add(resource: T): void;
  remove(name: string): void;
  all(): readonly T[];
}

/** What stands before the name in an ARN. */
export const arnTypes: Readonly<Record<Kind, string>> = {
  endpoint: 'endpoint',
  'endpoint configuration': 'endpoint-config',
  model: 'model',
};

export function createResources<T extends Resource>(context: LocalContext, kind: Kind): Resources<T> {
  const byName = new Map<string, T>();
  const keyOf = (name: string) => name.toLowerCase();
  const arnFor = (name: string) => arnOf(context, 'sagemaker', `${arnTypes[kind]}/${keyOf(name)}`);
  const resources: Resources<T> = {
    arnFor,
    find: (name) => byName.get(keyOf(name)),
    get(name) {
      const found = resources.find(name);
      if (found === undefined) throw couldNotFind(kind, arnFor(name));
      return found;
    },
    assertFree(name) {
      if (resources.find(name) !== undefined) throw alreadyExists(kind, arnFor(name));
    },
    add(resource) {
      resources.assertFree(resource.name);
      byName.set(keyOf(resource.name), resource);
    },
    remove: (name) => void byName.delete(keyOf(name)),
    all: () => [...byName.values()],
  };
  return resources;
}
