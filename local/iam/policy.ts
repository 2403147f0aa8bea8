import * as z from 'zod';
import { type Condition, readConditions } from './condition.ts';
import { PolicyError } from './policy-error.ts';

/** Texts of which one must match, or with `except` none: Action and NotAction, Resource and NotResource. */
interface Choice {
  readonly except: boolean;
  readonly patterns: readonly string[];
}

/** Whom a statement of a resource's policy is about: by kind (`AWS`, `Service` …), or everybody. */
export type Principals = 'everybody' | Readonly<Record<string, readonly string[]>>;

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** In lower case: actions are matched whatever their case. */
  readonly actions: Choice;
  readonly resources: Choice;
  /** Only of a resource's policy; undefined in a policy of a role. */
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

const texts = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (typeof given === 'string' ? [given] : given));

const scalar = z.union([z.string(), z.boolean(), z.number()]).transform(String);
const scalars = z
  .union([scalar, z.array(scalar)])
  .transform((given) => (typeof given === 'string' ? [given] : given));

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Principal: z.union([z.literal('*'), z.record(z.string(), texts)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), scalars)).optional(),
});

const policy = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(statement)),
});

/**
 * The statements of a policy document.
 * @param of whose it is: a role's policy names resources and no principals, a trust policy (`trust`) the other way
 *   round, a resource's policy both
 * @throws PolicyError saying what is wrong or not covered, and where
 */
export function readPolicy(document: unknown, of: 'role' | 'trust' | 'resource'): Statement[] {
  const parsed = policy.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PolicyError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a policy document'}`);
  }
  return parsed.data.Statement.map((given, index) => {
    const at = `Statement.${index}`;
    if ((given.Principal === undefined) !== (of === 'role')) {
      throw new PolicyError(`${at}: ${of === 'role' ? 'a role has no Principal' : 'Principal is missing'}`);
    }
    return {
      sid: given.Sid,
      effect: given.Effect,
      actions: choice(`${at}.Action`, given.Action, given.NotAction, (action) => action.toLowerCase()),
      resources:
        of === 'trust'
          ? { except: false, patterns: ['*'] }
          : choice(`${at}.Resource`, given.Resource, given.NotResource, (resource) => resource),
      principals: principalsOf(given.Principal),
      conditions: readConditions(given.Condition ?? {}, at),
    };
  });
}

function choice(
  at: string,
  only: readonly string[] | undefined,
  except: readonly string[] | undefined,
  read: (text: string) => string,
): Choice {
  const patterns = only ?? except;
  if (patterns?.some((pattern) => /\$\{[*?$]\}/.test(pattern))) {
    throw new PolicyError(`${at}: escaped characters, like \${*}, are not covered`);
  }
  if (patterns === undefined || (only !== undefined && except !== undefined)) {
    throw new PolicyError(`${at}: needs either it or its opposite`);
  }
  return { except: only === undefined, patterns: patterns.map(read) };
}

function principalsOf(given: '*' | Record<string, string[]> | undefined): Principals | undefined {
  if (given === undefined) return undefined;
  if (given === '*' || given.AWS?.includes('*')) return 'everybody';
  return given;
}
