import type { LiveEndpoint } from '../../sagemaker.ts';
import type { Problem } from '../../values/problem.ts';

/** The most members shown; usually only one or two are new. */
const mostShown = 5;

/**
 * Members that AWS added after this SDK was made cannot be read, so a release leaves them out. That is a
 * warning.
 */
export function unreadWarnings({ unread = [] }: LiveEndpoint): Problem[] {
  if (unread.length === 0) return [];
  const more = unread.length > mostShown ? ` and ${unread.length - mostShown} more` : '';
  return [
    {
      field: 'endpoint',
      expected: 'settings that this version of Greenlight knows',
      got: `${unread.slice(0, mostShown).join(', ')}${more}, left out of what the release makes`,
      fix: 'Update Greenlight and its AWS SDK, or release by hand.',
    },
  ];
}
