import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { snsNotices } from '../adapters/sns.ts';
import { taskWaits } from '../adapters/step-functions.ts';
import { breachOf } from '../core/alarm.ts';
import { alarmNotice } from '../core/notices/messages.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { wakeGates } from './shared/wake-gates.ts';

const envSchema = z.object({ TABLE_NAME: z.string(), TOPIC_ARN: z.string() });

/** "CloudWatch Alarm State Change" (facts §3); the rule lets those into ALARM and OK through. */
const eventSchema = z.object({
  detail: z.object({
    alarmName: z.string(),
    state: z.object({
      value: z.enum(['ALARM', 'OK']),
      reason: z.string(),
      reasonData: z.string().optional(),
      timestamp: z.string(),
    }),
  }),
});

/** An alarm went into ALARM: its numbers are noted for the verdict of whoever waits, and told. */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);
  const waits = taskWaits(seam.clients(SFNClient));
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));

  /** Gates go by alarms: written down first, so that whoever is about to wait at one finds it. */
  const hear = async (endpoint: string, alarmName: string, state: { value: string; timestamp: string }) => {
    const changedAt = Date.parse(state.timestamp);
    const before = (await ledger.heardAlarms(endpoint))[alarmName];
    // Late: something newer is known.
    if (before !== undefined && before.changedAt > changedAt) return;
    const lastAlarmAt = state.value === 'ALARM' ? changedAt : (before?.lastAlarmAt ?? 0);
    const heard = { changedAt, lastAlarmAt, heardAt: seam.clock.now() };
    if (before?.changedAt !== changedAt) await ledger.hearAlarm(endpoint, alarmName, heard);
    // Also when it comes again: the try before may have come no further than to write it down.
    await wakeGates({ ledger, waits }, endpoint);
  };

  return async (event: unknown) => {
    const { alarmName, state } = eventSchema.parse(event).detail;
    const breach = breachOf(alarmName, state.reason, state.reasonData, state.timestamp);
    const told: string[] = [];
    for (const watcher of await ledger.watchersOf(alarmName)) {
      await hear(watcher.endpoint, alarmName, state);
      // That it is calm again is told nobody; only a gate may have waited for it.
      if (state.value === 'OK') continue;
      const waiting = await ledger.waiting(watcher.endpoint);
      for (const wait of waiting) {
        const watches = wait.purpose === 'shift' && wait.rollbackAlarms.includes(alarmName);
        if (watches) await ledger.noteBreach(wait, breach);
      }
      const rollout = waiting[0]?.name;
      const shift = waiting.find(({ purpose }) => purpose === 'shift');
      // Asking people, and what comes of it, takes calls and time: a function of its own does it.
      if (watcher.on === 'hold' && shift !== undefined)
        await announcements.checkShift({ endpoint: watcher.endpoint, rollout: shift.name, alarm: alarmName });
      const detail = { endpoint: watcher.endpoint, rollout: rollout ?? null, breach };
      const occurrence = `${watcher.endpoint.toLowerCase()}#${state.timestamp}`;
      const telling = { subject: `alarm#${alarmName}`, occurrence, at: isoNow(seam), detail };
      if (!(await ledger.claim(telling))) continue;
      await notices.publish(alarmNotice(watcher.endpoint, rollout, watcher.on, breach));
      await announcements.announce({ schemaVersion: '1', phase: 'alarm', at: telling.at, ...detail });
      await ledger.markTelling(telling);
      told.push(watcher.endpoint);
    }
    return { told };
  };
}

export const handler = onAws(make);
