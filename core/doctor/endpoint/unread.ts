import type { Finding } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

/** What could not be read for lack of a right, so that nobody takes silence for a good sign. */
export function checkUnread({ unread }: EndpointFacts): Finding<'rights'>[] {
  const manifest = unread.find(({ what }) => what === 'manifest');
  const others = unread.filter(({ what }) => what !== 'manifest');
  return [
    ...(manifest === undefined
      ? []
      : [
          {
            check: 'rights' as const,
            weight: 'warning' as const,
            found: `its manifest could not be read, so it is judged as if there were none: the right ${manifest.right} is missing`,
            todo: 'npx greenlight docs adopting lists the rights',
          },
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            check: 'rights' as const,
            weight: 'note' as const,
            found: `not looked at, since rights are missing: ${others.map(({ what, right }) => `${what} (${right})`).join(', ')}`,
          },
        ]),
  ];
}
