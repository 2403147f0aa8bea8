import { type Breach, breachOf } from '../../core/cloudwatch/breach.ts';
import { inFlight } from '../../core/deployment/in-flight.ts';
import { deploymentState, looksAtNoAlarms } from '../../core/deployment/state.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { Leases } from '../../core/lease/lease.ts';
import { alarmNotice } from '../../core/notices/alarm.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type {
  AlarmRecords,
  AlarmWatcher,
  EndpointWaits,
  NotificationReceipts,
  RolloutRecords,
} from '../../core/ports/ledger.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import type { EndpointWait, Waits } from '../../core/ports/waits.ts';
import { isThrottled } from '../../core/throttling.ts';
import { epochMsOf, type Instant, instantAt } from '../../core/values/instant.ts';
import { once } from '../notices/once.ts';
import { tell } from '../notices/tell.ts';
import { wakeGates } from '../rollouts/wake-gates.ts';

export interface AlarmChangedPorts {
  readonly ledger: RolloutRecords & EndpointWaits & AlarmRecords & NotificationReceipts & GateLedger;
  readonly leases: Leases;
  readonly endpoints: Pick<Endpoints, 'deployment'>;
  readonly waits: Waits;
  readonly notices: Notices;
  readonly announcements: Announcements;
}

/** An alarm, as its event describes it. */
export interface AlarmChange {
  readonly alarmName: string;
  readonly state: {
    readonly value: 'ALARM' | 'OK';
    readonly reason: string;
    readonly reasonData?: string | undefined;
    readonly timestamp: Instant;
    /** For a composite alarm: the alarm that suppresses its actions. */
    readonly actionsSuppressedBy?: string | undefined;
    readonly actionsSuppressedReason?: string | undefined;
  };
  readonly muteDetail?: { readonly mutedByArn: string } | undefined;
}

/**
 * An alarm changed. Its numbers are recorded for the verdict of a waiting rollout, and told if it went into
 * ALARM.
 *
 * @param now epoch milliseconds
 */
export function alarmChanged(ports: AlarmChangedPorts, now: () => number) {
  const { ledger, leases, endpoints, waits, notices, announcements } = ports;

  /**
   * Recorded before anything else, because gates depend on alarms: a rollout about to wait at one then finds
   * it.
   */
  const record = async (
    endpoint: string,
    alarmName: string,
    state: { value: string; timestamp: Instant },
  ) => {
    const changedAt = epochMsOf(state.timestamp);
    const before = (await ledger.alarmStates(endpoint))[alarmName];
    const knownOff = before?.lastAlarmAt ?? 0;
    const wentOffAt = state.value === 'ALARM' ? changedAt : 0;
    // A late event: a newer state is known. Record the ALARM even so: holds and soaks depend on it.
    if (before !== undefined && before.changedAt > changedAt && (wentOffAt === 0 || wentOffAt < knownOff))
      return;
    const recorded = {
      changedAt: Math.max(changedAt, before?.changedAt ?? 0),
      lastAlarmAt: Math.max(wentOffAt, knownOff),
      heardAt: now(),
    };
    const isNews = recorded.changedAt !== before?.changedAt || recorded.lastAlarmAt !== knownOff;
    if (isNews) await ledger.recordAlarmState(endpoint, alarmName, recorded);
    // Also for a repeated event: the earlier try may have died after recording it.
    await wakeGates({ ledger, waits }, endpoint);
  };

  /**
   * The endpoint, for the words of a notice. Where very many alarms go off at once, AWS takes no more calls: people
   * are told with fewer words then, rather than later or not at all.
   */
  const readingOf = (endpoint: string) =>
    endpoints.deployment(endpoint).catch((error: unknown) => {
      if (isThrottled(error)) return undefined;
      throw error;
    });

  /** What the running rollout does about it. During a shift, the endpoint itself shows how far it is. */
  const flightOf = async (
    { endpoint, on }: AlarmWatcher,
    wait: EndpointWait | undefined,
    rollout: string,
    breach: Breach,
  ) => {
    const record = await ledger.rollout(endpoint, rollout);
    const shifts = wait?.purpose === 'shift';
    const breaches = shifts ? [...wait.breaches, ...(on === 'rollback' ? [breach] : [])] : [];
    return inFlight(wait?.purpose, record, shifts ? await readingOf(endpoint) : undefined, breaches);
  };

  /**
   * Whether SageMaker is in no bake. It looks at alarms only in bakes, and has done so if it is going back.
   */
  const isUnwatched = async ({ endpoint, name }: EndpointWait) => {
    const plan = (await ledger.rollout(endpoint, name))?.plan;
    // Only for the wording of the outcome: an unreadable endpoint must not keep a breach from being recorded.
    const reading = await endpoints.deployment(endpoint).catch(() => undefined);
    return plan !== undefined && reading !== undefined && looksAtNoAlarms(deploymentState(reading, plan));
  };

  /** Tells each occurrence once: to people only what they should hear of, to machines everything. */
  const tellOf = async (watcher: AlarmWatcher, wait: EndpointWait | undefined, breach: Breach) => {
    const { endpoint, on } = watcher;
    const rollout = wait?.name ?? (await leases.read(endpoint)).holder?.claim.rollout;
    const about = { endpoint, rollout: rollout ?? null, breach };
    const occurrence = `${endpoint.toLowerCase()}#${breach.at}`;
    const at = instantAt(now());
    const receipt = { subject: `alarm#${breach.name}`, occurrence, at, detail: about };
    const told = await once(ledger, receipt, async () => {
      const {
        count,
        untold,
        tell: isDue,
      } = await ledger.throttleAlarm(endpoint, breach.name, rollout, epochMsOf(breach.at));
      const change = { schemaVersion: '1', phase: 'alarm', at, ...about, count } as const;
      const isTold = isDue && (rollout !== undefined || watcher.told === 'always');
      if (isTold) {
        const flight = rollout === undefined ? undefined : await flightOf(watcher, wait, rollout, breach);
        const notice = alarmNotice({ endpoint, role: on, breach, rollout, inFlight: flight, untold });
        await tell({ notices, announcements }, change, notice);
      } else {
        await announcements.announce(change);
      }
      return isTold;
    });
    return told?.result ?? false;
  };

  return async (detail: AlarmChange) => {
    const { alarmName, state } = detail;
    const came = breachIn(detail);
    const told: string[] = [];
    for (const watcher of await ledger.watchersOf(alarmName)) {
      const breach = { ...came, ...(watcher.measured && { measured: watcher.measured }) };
      await record(watcher.endpoint, alarmName, state);
      // Nobody is told that it is OK again, but a gate may have waited for it.
      if (state.value === 'OK') continue;
      const waiting = await ledger.waiting(watcher.endpoint);
      for (const wait of waiting) {
        if (wait.purpose === 'shift' && wait.rollbackAlarms.includes(alarmName))
          await ledger.noteBreach(wait, { ...breach, ...((await isUnwatched(wait)) && { watched: false }) });
      }
      const shift = waiting.find(({ purpose }) => purpose === 'shift');
      // Asking people takes calls and time, so a separate function does it.
      if (watcher.on === 'hold' && shift !== undefined)
        await announcements.checkShift({ endpoint: watcher.endpoint, rollout: shift.name, alarm: alarmName });
      if (await tellOf(watcher, waiting[0], breach)) told.push(watcher.endpoint);
    }
    return { told };
  };
}

function breachIn({ alarmName, state, muteDetail }: AlarmChange): Breach {
  const { actionsSuppressedBy: by, actionsSuppressedReason: why } = state;
  const suppressed = [by, why, muteDetail?.mutedByArn].filter((part) => part !== undefined).join(', ');
  const breach = breachOf(alarmName, state.reason, state.reasonData, state.timestamp);
  return suppressed === '' ? breach : { ...breach, suppressed };
}
