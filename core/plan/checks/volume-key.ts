import { globMatches } from '../../gates/glob.ts';
import type { LiveEndpoint } from '../../sagemaker.ts';
import { type Problem, shown } from '../../values/problem.ts';
import type { Checked } from './checked.ts';

/**
 * Whether the update may grant SageMaker the use of the key that encrypts the instances' volumes: the right to
 * do so covers the keys given at deploy time. Without this check SageMaker would refuse UpdateEndpoint, once
 * everything is made.
 *
 * @param allowed ARNs of keys, with `*` for anything; undefined if they are not known
 */
export function checkVolumeKey(
  live: LiveEndpoint | undefined,
  allowed: readonly string[] | undefined,
): Checked {
  const key = live?.config.KmsKeyId;
  if (allowed === undefined || typeof key !== 'string' || key === '') return nothing;
  const match = matches(key, allowed);
  if (match === 'yes') return nothing;
  const problem: Problem = {
    field: 'KmsKeyId',
    expected: `a key of the volumes that Greenlight may let SageMaker use (${allowed.join(', ') || 'none'})`,
    got: shown(key),
    fix: 'Deploy with it under keys.endpoints in the stage’s settings (npx greenlight docs settings).',
  };
  return match === 'no'
    ? { problems: [problem], warnings: [] }
    : { problems: [], warnings: [{ ...problem, got: `${shown(key)}, whose key is not known here` }] };
}

const nothing: Checked = { problems: [], warnings: [] };

/**
 * A key is named by its ARN, its id, or an alias, which may lead to any key of its account (API reference,
 * CreateEndpointConfig). An id is one of the endpoint's own account and region, which Greenlight's are, too.
 */
function matches(key: string, allowed: readonly string[]): 'yes' | 'no' | 'perhaps' {
  const [, place = '', alias] = /^(?:(arn:[^:]*:kms:[^:]*:[^:]*:))?(alias\/)?/.exec(key) ?? [];
  if (alias !== undefined) {
    const all = `${place}key/*`;
    return allowed.some((pattern) => (place === '' ? pattern.endsWith(':key/*') : pattern === all))
      ? 'yes'
      : 'perhaps';
  }
  const asNamed = (pattern: string) => (place === '' ? pattern.replace(/^arn:.*:key\//, '') : pattern);
  return allowed.some((pattern) => globMatches(asNamed(pattern), key)) ? 'yes' : 'no';
}
