import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { fitted } from '../core/announcements/fit.ts';
import type { Announcements } from '../core/ports/notices.ts';

export function eventBridgeAnnouncements(client: EventBridgeClient): Announcements {
  const putAll = async (detailType: string, details: readonly string[]) => {
    const Entries = details.map((Detail) => ({ Source: 'greenlight', DetailType: detailType, Detail }));
    const answer = await client.send(new PutEventsCommand({ Entries }));
    const failed = answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    // PutEvents answers 200 even if it refused the entry.
    if (failed !== undefined) throw new Error(`PutEvents: ${failed.ErrorCode}: ${failed.ErrorMessage}`);
  };
  const put = (detailType: string, detail: string) => putAll(detailType, [detail]);
  const stateChange = 'Greenlight Rollout State Change';
  return {
    // An event that is too long would be refused at every retry, and the announcing step would never finish.
    announce: (change) => put(stateChange, fitted(change).text),
    announceAll: (changes) =>
      putAll(
        stateChange,
        changes.map((change) => fitted(change).text),
      ),
    suspect: (dead) => put('Greenlight Rollout Suspected Dead', JSON.stringify(dead)),
    manifestPending: (pending) => put('Greenlight Manifest Pending', JSON.stringify(pending)),
    checkShift: (shift) => put('Greenlight Shift To Be Checked', JSON.stringify(shift)),
  };
}
