import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Announcements } from '../core/ports.ts';

export function eventBridgeAnnouncements(client: EventBridgeClient): Announcements {
  return {
    async announce(detail) {
      const entry = {
        Source: 'greenlight',
        DetailType: 'Greenlight Rollout State Change',
        Detail: JSON.stringify(detail),
      };
      const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
      const failed = answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
      // PutEvents answers 200 even where it refused the entry.
      if (failed !== undefined) throw new Error(`PutEvents: ${failed.ErrorCode}: ${failed.ErrorMessage}`);
    },
  };
}
