import type { Breach } from '../../core/cloudwatch/breach.ts';
import { isStillLive, replaced } from '../../core/confirmation/confirm.ts';
import { LeaseLost } from '../../core/errors.ts';
import type { GateActions } from '../../core/gates/action-ports.ts';
import { withoutLater } from '../../core/gates/check-answer.ts';
import type { PlannedGate, Stage } from '../../core/gates/gate.ts';
import { gateName } from '../../core/gates/gate-key.ts';
import type { JudgeSwitches } from '../../core/gates/judge-off.ts';
import { watchSecondsOf } from '../../core/gates/kinds.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import { enterLeasePhase } from '../../core/lease/holder.ts';
import type { Leases } from '../../core/lease/lease.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Alarms } from '../../core/ports/alarms.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type {
  AlarmRecords,
  EndpointWaits,
  NotificationReceipts,
  RolloutRecords,
} from '../../core/ports/ledger.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import type { SignedUrls } from '../../core/ports/signed-urls.ts';
import type { RolloutPhase } from '../../core/records/rollout-record.ts';
import { shiftOf } from '../../core/records/shift-of.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { epochMsOf, instantAt } from '../../core/values/instant.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import type { Stop } from '../../core/verdict/stop.ts';
import { holdBeforeShift } from '../admission/hold-before-shift.ts';
import { enterRolloutPhase } from '../notices/enter-rollout-phase.ts';
import { type AskPorts, askGate, askOpen } from './ask-gate.ts';
import { alarmsNow, type GateAlarm, rollbackBreaches, watchedAt } from './gate-alarms.ts';
import { type Passed, passGates, type ShiftFacts } from './pass-gates.ts';
import { tellFound } from './tell-found.ts';
import { unlessOff } from './unless-off.ts';

export interface OpenGatesPorts {
  readonly ledger: RolloutRecords &
    EndpointWaits &
    AlarmRecords &
    NotificationReceipts &
    GateLedger &
    Pick<JudgeSwitches, 'judgeOff'>;
  readonly leases: Leases;
  readonly notices: Notices;
  readonly announcements: Announcements;
  readonly endpoints: Pick<Endpoints, 'view'>;
  readonly alarms: Alarms;
  readonly actions: GateActions;
  readonly references: SignedUrls;
  readonly commandFlags: AskPorts['commandFlags'];
}

/** An ending; or how long to wait at most before looking again; or neither, if all gates are passed. */
interface Opened {
  readonly ending: Ending | null;
  readonly waitSeconds: number | null;
  /** Epoch ms: anything that happened since was not looked at. */
  readonly lookedAt: number;
}

/** A gate that only an event can advance is still looked at once a day, because an event may be lost. */
const longestWaitSeconds = 86_400;

/**
 * Looks at the gates before or after the shift and advances them as far as possible. Called again whenever
 * something happens that a gate may depend on, or when a gate's time is up. After the shift, gates missed in
 * its bakes come first: they run late, but are never skipped (docs/adr/0003-people-and-checks.md).
 *
 * @param now epoch milliseconds
 * @throws LeaseLost if another rollout has the endpoint
 */
export function gateOpening(ports: OpenGatesPorts, now: () => number) {
  const { ledger, leases, notices, announcements, endpoints, alarms, actions, references } = ports;
  const instant = () => instantAt(now());

  const checkLease = async (rollout: Rollout, fence: number, stage: 'before' | 'after') => {
    if (stage === 'before') return holdBeforeShift(leases, rollout, fence, instant());
    const { endpoint } = rollout.release;
    const name = rolloutName(rollout);
    const entry = await leases.change(endpoint, (lease) => enterLeasePhase(lease, name, fence, stage));
    if (entry.kind === 'not-held') throw new LeaseLost(endpoint, name);
    return undefined;
  };

  const enter = (rollout: Rollout, stage: 'before' | 'after', since?: RolloutPhase) => {
    const phase = stage === 'before' ? 'gates-before' : 'gates-after';
    return enterRolloutPhase({ ledger, announcements }, rollout, phase, instant(), since);
  };

  /** Reads the endpoint once: how the rollout ended if its release was live and no longer is. */
  const goneFrom = async (endpoint: string, plan: Plan): Promise<Ending | undefined> => {
    const view = await endpoints.view(endpoint);
    return isStillLive(plan, view) ? undefined : replaced(plan, view);
  };

  /** After the shift the reason is stored, because another execution may see the end of going back. */
  const stopped = async (
    endpoint: string,
    name: string,
    stage: Stage,
    stop: Stop,
    breaches: readonly Breach[] = [],
  ): Promise<Ending> => {
    if (stage === 'before') return { kind: 'stopped', stop };
    const verdict = { kind: 'unwanted' as const, breaches: [...breaches], stop };
    await ledger.keepVerdict(endpoint, name, verdict);
    return { kind: 'verdict', verdict };
  };

  /** The gates' progress, in the form that the state machine needs. */
  const opened = async (
    rollout: Rollout,
    stage: Stage,
    gates: readonly PlannedGate[],
    passed: Passed,
    watched: readonly GateAlarm[],
  ): Promise<Opened> => {
    const { lookedAt } = passed;
    switch (passed.kind) {
      case 'passed':
        return { ending: null, waitSeconds: null, lookedAt };
      case 'failed': {
        const kind = gates[passed.n]?.kind ?? 'gate';
        const stop: Stop = { kind: 'gate', by: `gate ${kind}`, reason: passed.why, at: instant() };
        // Alarms that are on are added to any gate's failure: people ask for the numbers first.
        const breaches = stage === 'before' ? [] : await rollbackBreaches(alarms, watched);
        const ending = await stopped(rollout.release.endpoint, rolloutName(rollout), stage, stop, breaches);
        return { ending, waitSeconds: null, lookedAt };
      }
      case 'waiting': {
        const at = instant();
        const { commandFlags } = ports;
        const asking = { ledger, notices, announcements, references, commandFlags };
        if (stage === 'during') await askOpen(asking, rollout, at);
        else {
          // It is back at its gates, after the endpoint had become busy.
          if (stage === 'before') await enter(rollout, stage, 'waiting-for-endpoint');
          await askGate(asking, rollout, stage, passed.n, at);
        }
        const { until = Number.POSITIVE_INFINITY } = passed;
        const seconds = Math.ceil((until - now()) / 1000);
        return {
          ending: null,
          waitSeconds: Math.max(1, Math.min(seconds, longestWaitSeconds)),
          lookedAt,
        };
      }
      default:
        return passed satisfies never;
    }
  };

  return async (of: {
    readonly rollout: Rollout;
    readonly fence: number;
    readonly stage: 'before' | 'after';
  }): Promise<Opened> => {
    const { rollout, fence, stage } = of;
    const name = rolloutName(rollout);
    const { endpoint } = rollout.release;
    const yielding = await checkLease(rollout, fence, stage);
    const record = await ledger.rollout(endpoint, name);
    const gates = record?.gates?.[stage] ?? [];
    const missed = stage === 'after' ? (record?.gates?.during ?? []) : [];
    // If all went well in the bakes and no gate follows, there is no such phase.
    if (stage === 'before' || gates.length > 0) await enter(rollout, stage);
    const lookedAt = now();
    // If somebody else replaced the release, there is nothing left to ask or to take back.
    const gone = stage === 'after' && record?.plan ? await goneFrom(endpoint, record.plan) : undefined;
    if (gone !== undefined) return { ending: gone, waitSeconds: null, lookedAt };
    const stop = record?.stop ?? yielding;
    const watched = watchedAt(record, stage);
    if (stop !== undefined) {
      // A soak takes a release back because of an alarm. If the alarm was on before somebody stopped the
      // rollout, the alarm is the cause.
      const soaks = stage === 'after' && gates.some((gate) => watchSecondsOf(gate) !== undefined);
      const breaches = soaks ? await rollbackBreaches(alarms, watched) : [];
      return {
        ending: await stopped(endpoint, name, stage, stop, breaches),
        waitSeconds: null,
        lookedAt,
      };
    }
    await ledger.watchAlarms(
      endpoint,
      watched.map(({ name: alarm, on = 'notify', measured }) => ({ name: alarm, on, measured })),
      record?.plan?.alarmsTold,
    );
    const pass = (at: Stage, those: readonly PlannedGate[], shift: ShiftFacts = {}) =>
      passGates(
        {
          ledger,
          alarms: () => alarmsNow({ alarms, ledger }, endpoint, watched),
          act: async (action, n, until) => {
            if (at === 'during') await enter(rollout, 'after');
            const place = { rollout: name, stage: at, n };
            const callbackUrl =
              action.kind === 'webhook' && action.mayAnswerLater
                ? await references.callbackUrl(endpoint, place, until)
                : undefined;
            const between = record && shiftOf(record);
            const about = { rollout, stage: at, gate: gateName(place), ...(between && { shift: between }) };
            if (callbackUrl !== undefined) return actions.act(action, { ...about, callbackUrl });
            const result = await unlessOff(ledger, endpoint, action, () => actions.act(action, about));
            return action.kind === 'webhook' && action.mayAnswerLater ? withoutLater(result) : result;
          },
        },
        { endpoint, rollout: name, stage: at, digest: record?.settled?.digest },
        those,
        now,
        shift,
      );
    if (missed.length > 0) {
      const openedAt = epochMsOf(record?.phases.shifting ?? instant());
      const late = await pass('during', missed, { shift: { kind: 'over' }, openedAt });
      await tellFound({ ledger, notices, announcements }, rollout, missed, instant());
      if (late.kind === 'waiting') await enter(rollout, 'after');
      if (late.kind !== 'passed' || gates.length === 0)
        return opened(rollout, 'during', missed, late, watched);
    }
    const nothingBefore = stage === 'after' && record?.plan?.previousConfig === null;
    return opened(rollout, stage, gates, await pass(stage, gates, { nothingBefore }), watched);
  };
}
