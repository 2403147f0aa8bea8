import type * as z from 'zod';
import type { LocalContext } from '../../context.ts';
import type { StackServices } from '../services.ts';
import { problemsOf } from '../template.ts';
import { TemplateError } from '../template-error.ts';

/** A created resource as others refer to it: `Ref` and `Fn::GetAtt`. */
export interface Deployed {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource to create, its properties resolved. */
export interface ResourceToCreate {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Site {
  readonly context: LocalContext;
  readonly services: StackServices;
  readonly stackName: string;
}

/** How resources of one type come to be. */
export interface Deployer {
  /** Properties without local effect, and why. */
  readonly inert: Readonly<Record<string, string>>;
  /** @throws TemplateError naming every property that is not covered or malformed */
  create(resource: ResourceToCreate, site: Site): Promise<Deployed>;
}

/** A deployer for properties of the form `properties`; any property that is neither there nor inert stops it. */
export function deployer<P>(options: {
  readonly properties: z.ZodType<P>;
  readonly inert?: Readonly<Record<string, string>>;
  readonly create: (properties: P, site: Site, resource: ResourceToCreate) => Deployed | Promise<Deployed>;
}): Deployer {
  const inert = options.inert ?? {};
  return {
    inert,
    async create(resource, site) {
      const { properties } = resource;
      const effective = Object.entries(properties).filter(([name]) => !Object.hasOwn(inert, name));
      const parsed = options.properties.safeParse(Object.fromEntries(effective));
      if (!parsed.success) {
        throw new TemplateError(`\n${problemsOf(parsed.error, 'Properties').join('\n')}`);
      }
      return options.create(parsed.data, site, resource);
    },
  };
}
