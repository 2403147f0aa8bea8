import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { readDeployment } from '../adapters/sagemaker/deployment.ts';
import { snsNotices } from '../adapters/sns.ts';
import { taskWaits } from '../adapters/step-functions.ts';
import { type Breach, breachOf } from '../core/alarm.ts';
import { inFlight } from '../core/alarms/in-flight.ts';
import { alarmNotice } from '../core/notices/alarm.ts';
import type { AlarmWatcher, EndpointWait } from '../core/ports.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { tell } from './shared/tell.ts';
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
      /** Of a composite alarm whose actions another one suppresses. */
      actionsSuppressedBy: z.string().optional(),
      actionsSuppressedReason: z.string().optional(),
    }),
    muteDetail: z.object({ mutedByArn: z.string() }).optional(),
  }),
});

type AlarmEvent = z.infer<typeof eventSchema>['detail'];

/** An alarm went into ALARM: its numbers are noted for the verdict of whoever waits, and told. */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);
  const waits = taskWaits(seam.clients(SFNClient));
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));
  const leases = dynamoLeases(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const sageMaker = seam.clients(SageMakerClient);

  /** Gates go by alarms: written down first, so that whoever is about to wait at one finds it. */
  const hear = async (endpoint: string, alarmName: string, state: { value: string; timestamp: string }) => {
    const changedAt = Date.parse(state.timestamp);
    const before = (await ledger.heardAlarms(endpoint))[alarmName];
    const knownOff = before?.lastAlarmAt ?? 0;
    const wentOffAt = state.value === 'ALARM' ? changedAt : 0;
    // Late: something newer is known. That it went off is still worth knowing: holds ask, and soaks end, for it.
    if (before !== undefined && before.changedAt > changedAt && (wentOffAt === 0 || wentOffAt < knownOff))
      return;
    const heard = {
      changedAt: Math.max(changedAt, before?.changedAt ?? 0),
      lastAlarmAt: Math.max(wentOffAt, knownOff),
      heardAt: seam.clock.now(),
    };
    const isNews = heard.changedAt !== before?.changedAt || heard.lastAlarmAt !== knownOff;
    if (isNews) await ledger.hearAlarm(endpoint, alarmName, heard);
    // Also when it comes again: the try before may have come no further than to write it down.
    await wakeGates({ ledger, waits }, endpoint);
  };

  /** What the rollout under way does about it: in a shift, the endpoint itself is asked how far it is. */
  const flightOf = async ({ endpoint }: AlarmWatcher, wait: EndpointWait | undefined, rollout: string) => {
    const record = await ledger.rollout(endpoint, rollout);
    const shifts = wait?.purpose === 'shift';
    return inFlight(wait?.purpose, record, shifts ? await readDeployment(sageMaker, endpoint) : undefined);
  };

  /** Each time once; people only of those that they are to hear of, machines of all. */
  const tellOf = async (watcher: AlarmWatcher, wait: EndpointWait | undefined, breach: Breach) => {
    const { endpoint, on } = watcher;
    const rollout = wait?.name ?? (await leases.read(endpoint)).holder?.claim.rollout;
    const about = { endpoint, rollout: rollout ?? null, breach };
    const occurrence = `${endpoint.toLowerCase()}#${breach.at}`;
    const telling = { subject: `alarm#${breach.name}`, occurrence, at: isoNow(seam), detail: about };
    if (!(await ledger.claim(telling))) return false;
    const ring = await ledger.ring(endpoint, breach.name, rollout, Date.parse(breach.at));
    const { count, untold } = ring;
    const change = { schemaVersion: '1', phase: 'alarm', at: telling.at, ...about, count } as const;
    const isTold = ring.tell && (rollout !== undefined || watcher.told === 'always');
    if (isTold) {
      const flight = rollout === undefined ? undefined : await flightOf(watcher, wait, rollout);
      const notice = alarmNotice({ endpoint, role: on, breach, rollout, inFlight: flight, untold });
      await tell({ notices, announcements }, change, notice);
    } else {
      await announcements.announce(change);
    }
    await ledger.markTelling(telling);
    return isTold;
  };

  return async (event: unknown) => {
    const { detail } = eventSchema.parse(event);
    const { alarmName, state } = detail;
    const came = breachIn(detail);
    const told: string[] = [];
    for (const watcher of await ledger.watchersOf(alarmName)) {
      const breach = { ...came, ...(watcher.measured && { measured: watcher.measured }) };
      await hear(watcher.endpoint, alarmName, state);
      // That it is calm again is told nobody; only a gate may have waited for it.
      if (state.value === 'OK') continue;
      const waiting = await ledger.waiting(watcher.endpoint);
      for (const wait of waiting) {
        const watches = wait.purpose === 'shift' && wait.rollbackAlarms.includes(alarmName);
        if (watches) await ledger.noteBreach(wait, breach);
      }
      const shift = waiting.find(({ purpose }) => purpose === 'shift');
      // Asking people, and what comes of it, takes calls and time: a function of its own does it.
      if (watcher.on === 'hold' && shift !== undefined)
        await announcements.checkShift({ endpoint: watcher.endpoint, rollout: shift.name, alarm: alarmName });
      if (await tellOf(watcher, waiting[0], breach)) told.push(watcher.endpoint);
    }
    return { told };
  };
}

function breachIn({ alarmName, state, muteDetail }: AlarmEvent): Breach {
  const { actionsSuppressedBy: by, actionsSuppressedReason: why } = state;
  const suppressed = [by, why, muteDetail?.mutedByArn].filter((part) => part !== undefined).join(', ');
  const breach = breachOf(alarmName, state.reason, state.reasonData, state.timestamp);
  return suppressed === '' ? breach : { ...breach, suppressed };
}

export const handler = onAws(make);
