import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Announcements } from '../core/ports.ts';

export function eventBridgeAnnouncements(client: EventBridgeClient): Announcements {
  const put = async (detailType: string, detail: object) => {
    const entry = { Source: 'greenlight', DetailType: detailType, Detail: JSON.stringify(detail) };
    const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
    const failed = answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    // PutEvents answers 200 even where it refused the entry.
    if (failed !== undefined) throw new Error(`PutEvents: ${failed.ErrorCode}: ${failed.ErrorMessage}`);
  };
  return {
    announce: (change) => put('Greenlight Rollout State Change', change),
    suspect: (dead) => put('Greenlight Rollout Suspected Dead', dead),
    checkShift: (shift) => put('Greenlight Shift To Be Checked', shift),
  };
}
