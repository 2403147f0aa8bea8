import { arnOf, type LocalContext } from '../context.ts';
import { AwsError } from '../transport/aws-error.ts';
import type { LocalFunction } from './local-function.ts';

/** The functions there are, by the names that Lambda's API takes. */
export interface FunctionRegistry {
  /** @throws AwsError `ResourceConflictException` if the name is taken */
  add(created: LocalFunction): void;
  /**
   * By name, partial ARN or ARN, unqualified or `:$LATEST`.
   * @throws AwsError `ResourceNotFoundException` if there is none: other versions and aliases included
   */
  find(nameOrArn: string): LocalFunction;
  /** All of them, by name. */
  all(): LocalFunction[];
}

/** The forms of a function's name (API reference, Invoke): name, account:function:name, ARN; each may end in :qualifier. */
const forms =
  /^(?:(?:arn:aws:lambda:(?<region>[a-z0-9-]+):)?(?<account>\d{12}):function:|function:)?(?<name>[\w-]+)(?::(?<qualifier>\$LATEST|[\w-]+))?$/;

export function functionRegistry(context: LocalContext): FunctionRegistry {
  const byName = new Map<string, LocalFunction>();
  const notFound = (nameOrArn: string): AwsError => {
    const arn = nameOrArn.startsWith('arn:') ? nameOrArn : arnOf(context, 'lambda', `function:${nameOrArn}`);
    return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, { status: 404 });
  };

  return {
    add(created) {
      const { name } = created.spec;
      if (byName.has(name)) {
        throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, { status: 409 });
      }
      byName.set(name, created);
    },
    find(nameOrArn) {
      const { region, account, name, qualifier } = forms.exec(nameOrArn)?.groups ?? {};
      const here =
        (region ?? context.region) === context.region &&
        (account ?? context.account) === context.account &&
        (qualifier ?? '$LATEST') === '$LATEST';
      const found = here && name !== undefined ? byName.get(name) : undefined;
      if (found === undefined) throw notFound(nameOrArn);
      return found;
    },
    all: () => [...byName.values()].sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1)),
  };
}
