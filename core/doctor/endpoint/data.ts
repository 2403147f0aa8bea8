import type { Finding } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

/**
 * Where the data of what serves lies. It is not copied: whoever rolls the first release back needs it there,
 * unchanged, and so does every instance that autoscaling adds today.
 */
export function checkData({ data = [] }: EndpointFacts): Finding<'data'>[] {
  return data.map(({ url, exists }) =>
    exists === false
      ? {
          check: 'data',
          weight: 'warning',
          found: `the model data of what serves is gone: ${url}. It cannot be rolled back to, and an instance that is replaced or added now cannot start`,
          todo: 'Put the same object there again, before the first release',
        }
      : {
          check: 'data',
          weight: 'note',
          found: `the model data of what serves is at ${url}: keep it there, unchanged, as long as the first release may be rolled back`,
        },
  );
}
