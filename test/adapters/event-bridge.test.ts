import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventBridgeAnnouncements } from '../../adapters/event-bridge.ts';

const eventBridge = mockClient(EventBridgeClient);
const announcements = eventBridgeAnnouncements(new EventBridgeClient({ region: 'us-east-1' }));
beforeEach(() => eventBridge.reset());

describe('An announcement', () => {
  it('is an event of ours on the default bus', async () => {
    eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await announcements.announce({ outcome: 'DEPLOYED' });
    expect(eventBridge.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
      Entries: [
        {
          Source: 'greenlight',
          DetailType: 'Greenlight Rollout State Change',
          Detail: '{"outcome":"DEPLOYED"}',
        },
      ],
    });
  });

  it('that EventBridge refused inside a 200 answer is a failure', async () => {
    eventBridge.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }],
    });
    await expect(announcements.announce({})).rejects.toThrow('PutEvents: ThrottlingException: Rate exceeded');
  });
});
