import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { inventoryOf } from './inventory.ts';
import { alone, unreadAmong } from './reading.ts';

/** Whether the topic is there, and whether anybody hears what is told over it: by a subscription of theirs, or in Slack. */
export function checkPeople({
  stage,
  subscribers,
  slackIsPlaceholder: slack,
}: InstallationFacts): Finding<'topic' | 'people'>[] {
  const { topic, slackQueue } = inventoryOf(stage);
  if (subscribers.kind !== 'read') return unreadAmong('topic', alone(topic, subscribers));
  const theirs = subscribers.value.filter((endpoint) => !endpoint.endsWith(`:${slackQueue}`));
  // Unless it is known that Slack is off, somebody may be told there.
  if (theirs.length > 0 || slack.kind !== 'read' || !slack.value) return [];
  return [
    {
      check: 'people',
      weight: 'warning',
      found: `nobody is told of anything: ${topic} has no subscription, and Slack is not connected`,
      todo: 'Subscribe to the topic (aws sns subscribe), or connect Slack: npx greenlight docs slack',
    },
  ];
}
