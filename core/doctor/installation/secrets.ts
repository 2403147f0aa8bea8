import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { alone, unreadAmong } from './reading.ts';

/** Whether each secret is there, and whether Slack's has been written. */
export function checkSecrets({
  secrets,
  slackIsPlaceholder: slack,
  stage,
}: InstallationFacts): Finding<'secrets'>[] {
  const name = `greenlight-${stage}/slack`;
  const placeholder: Finding<'secrets'>[] =
    slack.kind === 'read' && slack.value
      ? [
          {
            check: 'secrets',
            weight: 'note',
            found: `${name} is still the placeholder: nothing is posted in Slack`,
            todo: 'If it should be: npx greenlight docs slack',
          },
        ]
      : [];
  const denied = slack.kind === 'denied' ? unreadAmong('secrets', alone(name, slack)) : [];
  return [...unreadAmong('secrets', secrets), ...denied, ...placeholder];
}
