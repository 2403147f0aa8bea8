import type { Access, Caller } from './access.ts';
import { holds } from './condition.ts';
import type { Principals, Statement } from './policy.ts';
import { matchesArn, matchesWildcard, withVariables } from './wildcard.ts';

/** What is decided about one access, and by what kind of policy. */
export type Decision =
  | { readonly allowed: true }
  /** `explicit`: a statement denies it. Else no statement allows it, in a policy where one would have done. */
  | { readonly allowed: false; readonly explicit: boolean; readonly by: 'identity-based' | 'resource-based' };

export interface Policies {
  /** Of the caller's role; undefined for a service, which has none here. */
  readonly identity: readonly Statement[] | undefined;
  /** Of the resource. */
  readonly resource: readonly Statement[];
}

/**
 * IAM's decision within one account (IAM user guide, "Policy evaluation logic"): a Deny wins; else one Allow does, of
 * the role's policies or of the resource's that names the role or everybody. An AWS service needs the resource's.
 */
export function decide({ identity, resource }: Policies, caller: Caller, access: Access): Decision {
  const ofRole = statementsOn(identity ?? [], access);
  const ofResource = statementsOn(resource, access);
  if (ofRole.some(denies)) return { allowed: false, explicit: true, by: 'identity-based' };
  if (ofResource.some((one) => denies(one) && isAbout(one.principals, caller, 'its account, too'))) {
    return { allowed: false, explicit: true, by: 'resource-based' };
  }
  if (ofRole.some(allows) || ofResource.some((one) => allows(one) && isAbout(one.principals, caller))) {
    return { allowed: true };
  }
  return {
    allowed: false,
    explicit: false,
    by: identity === undefined ? 'resource-based' : 'identity-based',
  };
}

const allows = ({ effect }: Statement): boolean => effect === 'Allow';
const denies = ({ effect }: Statement): boolean => effect === 'Deny';

/** The statements that speak of the access, whoever asks. */
const statementsOn = (statements: readonly Statement[], access: Access): readonly Statement[] =>
  statementsAbout(statements, access.action).filter((statement) => applies(statement, access));

/** By the statements of a policy, which are never changed, and by action: of most of them a policy says little. */
const aboutActions = new WeakMap<readonly Statement[], Map<string, readonly Statement[]>>();

function statementsAbout(statements: readonly Statement[], action: string): readonly Statement[] {
  let byAction = aboutActions.get(statements);
  if (byAction === undefined) {
    byAction = new Map();
    aboutActions.set(statements, byAction);
  }
  let about = byAction.get(action);
  if (about === undefined) {
    const name = action.toLowerCase();
    about = statements.filter(
      ({ actions }) => actions.patterns.some((pattern) => matchesWildcard(pattern, name)) !== actions.except,
    );
    byAction.set(action, about);
  }
  return about;
}

function applies({ resources, conditions }: Statement, access: Access): boolean {
  const isNamed = resources.patterns.some((pattern) => {
    const filled = pattern.includes('${') ? withVariables(pattern, access.context) : pattern;
    return filled !== undefined && matchesArn(filled, access.resource);
  });
  if (isNamed === resources.except) return false;
  return conditions.every((condition) => holds(condition, access.context));
}

/**
 * Whether a resource's policy speaks of the caller. An account as principal leaves it to the account's own policies,
 * so it allows nothing by itself, but denies to all of the account.
 */
export function isAbout(
  principals: Principals | undefined,
  caller: Caller,
  withAccount?: 'its account, too',
): boolean {
  if (principals === 'everybody') return true;
  if (caller.kind === 'service') return principals?.Service?.includes(caller.name) ?? false;
  const account = caller.role.split(':')[4] ?? '';
  return (principals?.AWS ?? []).some(
    (principal) =>
      principal === caller.role ||
      principal === sessionArn(caller) ||
      (withAccount !== undefined && [account, `arn:aws:iam::${account}:root`].includes(principal)),
  );
}

/** `arn:aws:sts::<account>:assumed-role/<role>/<session>`: without the role's path, as STS has it. */
export function sessionArn({ role, session }: Extract<Caller, { kind: 'role' }>): string {
  const account = role.split(':')[4] ?? '';
  return `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/${session}`;
}
