import type { Manifest } from '../../manifest/schema.ts';
import { type Problem, shown } from '../../values/problem.ts';

/**
 * Write access to the bucket must not give control of the account. So the images and roles that a manifest
 * names must be on lists given at deploy time. What already serves is inherited without a check.
 */
export function trustProblems(
  manifest: Pick<Manifest, 'model'>,
  allowed: { readonly images: readonly string[]; readonly roles: readonly string[] },
): Problem[] {
  const { image, role } = manifest.model ?? {};
  return [
    ...outside('model.image', image, 'an image', allowed.images, 'allowed.images'),
    ...outside('model.role', role, 'a role', allowed.roles, 'allowed.roles'),
  ];
}

function outside(
  field: string,
  value: string | undefined,
  what: string,
  allowed: readonly string[],
  setting: string,
): Problem[] {
  if (value === undefined || allowed.some((pattern) => globToRegExp(pattern).test(value))) return [];
  const expected = `${what} allowed at deploy time (${allowed.join(', ') || 'none'})`;
  return [
    {
      field,
      expected,
      got: shown(value),
      fix: `Use one of those, or deploy with ${setting} in the stage’s settings (npx greenlight docs settings).`,
    },
  ];
}

/**
 * `*` stands for anything, but in the registry's name (before the first slash) for nothing that contains a
 * slash.
 */
function globToRegExp(glob: string): RegExp {
  const [registry = '', ...path] = glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').split('/');
  const host = registry.replaceAll('*', '[^/]*');
  return new RegExp(`^${[host, ...path.map((part) => part.replaceAll('*', '.*'))].join('/')}$`);
}
