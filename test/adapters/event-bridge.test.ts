import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { eventBridgeAnnouncements } from '../../adapters/event-bridge.ts';
import { aboutRollout } from '../../core/announcements/state-change.ts';
import { aRollout, instant } from '../support/builders.ts';

const eventBridge = mockClient(EventBridgeClient);
afterAll(() => eventBridge.restore());
const announcements = eventBridgeAnnouncements(new EventBridgeClient({ region: 'us-east-1' }));
beforeEach(() => eventBridge.reset());
const change = { ...aboutRollout(aRollout(), instant), phase: 'queued' } as const;

describe('An announcement', () => {
  it('is an event of ours on the default bus', async () => {
    eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await announcements.announce(change);
    expect(eventBridge.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
      Entries: [
        {
          Source: 'greenlight',
          DetailType: 'Greenlight Rollout State Change',
          Detail: JSON.stringify(change),
        },
      ],
    });
  });

  it('that EventBridge refused inside a 200 answer is a failure', async () => {
    eventBridge.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }],
    });
    await expect(announcements.announce(change)).rejects.toThrow(
      'PutEvents: ThrottlingException: Rate exceeded',
    );
  });

  it('of a holder that seems dead is told from those that the world hears', async () => {
    eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    const dead = { endpoint: 'iris', rollout: 'iris-0-1', execution: 'arn' };
    await announcements.suspect(dead);
    expect(eventBridge.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries).toEqual([
      {
        Source: 'greenlight',
        DetailType: 'Greenlight Rollout Suspected Dead',
        Detail: JSON.stringify(dead),
      },
    ]);
  });

  it('of a shift that an alarm holds is told from them, too', async () => {
    eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    const shift = { endpoint: 'iris', rollout: 'iris-0-1', alarm: 'kpi' };
    await announcements.checkShift(shift);
    expect(eventBridge.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries).toEqual([
      {
        Source: 'greenlight',
        DetailType: 'Greenlight Shift To Be Checked',
        Detail: JSON.stringify(shift),
      },
    ]);
  });
});
