import { trustProblems } from '../../plan/checks/trust.ts';
import { readManifest } from '../../plan/read-manifest.ts';
import type { Finding } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

/**
 * Whether Greenlight may hand the models' role on. A plan does not ask, since what serves is inherited; but
 * CreateModel needs iam:PassRole on it, which covers the allowed roles only.
 */
export function checkRole({ findings, knowsAllowed }: EndpointFacts): Finding<'role'>[] {
  const { live, allowedRoles } = findings;
  const { manifest } = readManifest(findings, live.name);
  // The manifest's own role is checked with the plan.
  if (!knowsAllowed || manifest?.model?.role !== undefined) return [];
  const roles = new Set(Object.values(live.models).flatMap(({ ExecutionRoleArn: role }) => role ?? []));
  return [...roles]
    .filter((role) => trustProblems({ model: { role } }, { images: [], roles: allowedRoles }).length > 0)
    .map((role) => ({
      check: 'role',
      weight: 'problem',
      found: `the models' role ${role} is none of those that Greenlight may pass on (${allowedRoles.map(nameOf).join(', ') || 'none'})`,
      todo: `Deploy with allowed.roles: [${nameOf(role)}] in the stage's settings (npx greenlight docs settings), or name an allowed role in the manifest: model.role`,
    }));
}

/** What stands behind `role/`, as the settings take it. */
const nameOf = (arn: string): string => arn.replace(/^arn:[^:]*:iam::[^:]*:role\//, '');
