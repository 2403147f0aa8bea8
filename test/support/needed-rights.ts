import type { AccessRecord } from '../../local/iam/access.ts';
import { decide } from '../../local/iam/decide.ts';
import type { Statement } from '../../local/iam/policy.ts';

/** A part of a role that can be taken away: one action or one resource of one of its statements. */
interface Part {
  readonly role: string;
  readonly statement: Statement;
  readonly kind: 'action' | 'resource';
  readonly pattern: string;
}

/** A right, and a call that is denied without it. */
export interface NeededRight extends Part {
  readonly by: AccessRecord | undefined;
}

/**
 * Every action and every resource of every statement of the roles, each with a call that they allow and that would be
 * denied without it; without such a call where none of `records` needs it.
 */
export function neededRights(
  roles: ReadonlyMap<string, readonly Statement[]>,
  records: readonly AccessRecord[],
): NeededRight[] {
  return [...roles].flatMap(([role, statements]) => {
    const own = records.filter(
      ({ by, access }) =>
        by.kind === 'role' &&
        by.role === role &&
        decide({ identity: statements, resource: [] }, by, access).allowed,
    );
    return statements.flatMap((statement) =>
      partsOf(role, statement).map((part) => {
        const rest = statements.flatMap((one) => (one === statement ? without(statement, part) : one));
        const by = own.find(
          ({ by: caller, access }) => !decide({ identity: rest, resource: [] }, caller, access).allowed,
        );
        return { ...part, by };
      }),
    );
  });
}

const partsOf = (role: string, statement: Statement): Part[] => [
  ...statement.actions.patterns.map((pattern) => ({ role, statement, kind: 'action' as const, pattern })),
  ...statement.resources.patterns.map((pattern) => ({ role, statement, kind: 'resource' as const, pattern })),
];

function without(statement: Statement, { kind, pattern }: Part): readonly Statement[] {
  const field = kind === 'action' ? 'actions' : 'resources';
  const patterns = statement[field].patterns.filter((one) => one !== pattern);
  return patterns.length === 0 ? [] : [{ ...statement, [field]: { ...statement[field], patterns } }];
}
