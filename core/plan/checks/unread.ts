import type { LiveEndpoint } from '../../sagemaker.ts';
import type { Problem } from '../../values/problem.ts';

/** Members shown: there are seldom more than one or two that are new. */
const mostShown = 5;

/** What AWS has added since the SDK here was made cannot be read, and is left out of what a release makes: told. */
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
