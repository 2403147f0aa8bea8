import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageIfStale, type Variant } from '../../tools/package-if-stale.ts';
import { unzip } from './zip.ts';

/** The timeout of hooks that may have to package first, which takes some seconds. */
export const packagingMs = 300_000;

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties, walked by tests that name them
  readonly Properties: any;
}

export interface Packaged {
  readonly template: {
    readonly Resources: Readonly<Record<string, Resource>>;
    readonly Parameters: Readonly<Record<string, { readonly Default: unknown }>>;
    readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  };
  /** The resources of a type, by logical id. */
  ofType(type: string): [string, Resource][];
  /** The files in the zip of a function, by the name that serverless.yml gives it. */
  bundle(functionName: string): Promise<Map<string, Buffer>>;
}

/** The output of `serverless package`, for stage local and its settings where nothing else is said. */
export async function packaged(stage = 'local', variant: Variant = {}): Promise<Packaged> {
  const path = await packageIfStale(stage, variant);
  const template = JSON.parse(await readFile(path, 'utf8'));
  return {
    template,
    ofType: (type) =>
      Object.entries<Resource>(template.Resources).filter(([, resource]) => resource.Type === type),
    bundle: async (functionName) => unzip(await readFile(join(dirname(path), `${functionName}.zip`))),
  };
}

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
}

/** The statements of a role. @throws Error for a Deny, which these tests do not support */
export function statementsOf({ Properties }: Resource): Statement[] {
  const policies: { PolicyDocument: { Statement: Record<string, unknown>[] } }[] = Properties.Policies ?? [];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .map(({ Effect, Action, Resource: resource }) => {
      if (Effect !== 'Allow') throw new Error(`Effect: expected Allow, got ${Effect}`);
      return { actions: [Action].flat() as string[], resources: [resource].flat() };
    });
}
