import { aboutRollout } from '../../core/announcements/state-change.ts';
import { ApiRefused, EndpointChanged, LeaseLost, ShiftNotBegun } from '../../core/errors.ts';
import { areJudging } from '../../core/gates/findings.ts';
import type { JudgeSwitches } from '../../core/gates/judge-off.ts';
import { enterLeasePhase, holds } from '../../core/lease/holder.ts';
import type { Lease, Leases, SeenLease } from '../../core/lease/lease.ts';
import { supersededBy } from '../../core/lease/superseded.ts';
import { goingBackNotice, shiftingNotice } from '../../core/notices/messages.ts';
import { goingBack } from '../../core/plan/going-back.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Alarms } from '../../core/ports/alarms.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type {
  DeploymentRecords,
  EndpointWaits,
  LastKnownStates,
  RolloutRecords,
} from '../../core/ports/ledger.ts';
import type { Metrics } from '../../core/ports/metrics.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import type { ShiftWait, Waits } from '../../core/ports/waits.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { rolloutName } from '../../core/release.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import { instantAt } from '../../core/values/instant.ts';
import { isSevereEnough } from '../../core/values/severity.ts';
import type { Stop } from '../../core/verdict/stop.ts';
import { answerWaits } from '../rollouts/answer-waits.ts';

export interface ShiftTrafficPorts {
  readonly endpoints: Endpoints;
  readonly ledger: RolloutRecords &
    EndpointWaits &
    LastKnownStates &
    DeploymentRecords &
    Pick<JudgeSwitches, 'judgeOff'>;
  readonly leases: Leases;
  readonly alarms: Alarms;
  readonly waits: Waits;
  readonly notices: Notices;
  readonly announcements: Announcements;
  readonly metrics: Metrics;
}

export interface ShiftCall {
  /**
   * `shift` makes the call; `await-again` only looks and waits again, after a lost event or a dead execution;
   * `back` updates the endpoint to what it served before.
   */
  readonly mode: 'shift' | 'await-again' | 'back';
  /** The token of the waiting task. */
  readonly token: string;
  readonly fence: number;
  readonly plan: Plan;
  /** The lease as it was when it was taken. */
  readonly lease?: SeenLease | undefined;
  /** Whether there are gates in the shift or after it, if that is known. */
  readonly gated?: boolean | undefined;
}

/**
 * Arms the wait, then starts the update. The order matters (docs/adr/0001-foundations.md). The token is stored
 * before the call, so no event can come too early for it. The acknowledgement is stored after the call, so no
 * earlier event counts. One look at the end finds what happened in between.
 *
 * @param now epoch milliseconds
 * @throws LeaseLost, EndpointChanged, ShiftNotBegun, ApiRefused
 */
export function trafficShift(ports: ShiftTrafficPorts, now: () => number) {
  const { endpoints, ledger, leases, alarms, waits, notices, announcements, metrics } = ports;
  const instant = () => instantAt(now());

  /**
   * A rollout without the lease must change nothing more. Returns whether it began to shift before, and a stop if
   * its place was promised to a newer rollout.
   */
  const checkLease = async ({ mode, plan, fence, lease: seen }: ShiftCall) => {
    const { endpoint } = plan.rollout.release;
    const name = rolloutName(plan.rollout);
    if (mode !== 'shift') {
      if (holds(await leases.read(endpoint), name, fence)) return { begun: mode === 'await-again' };
      throw new LeaseLost(endpoint, name);
    }
    let begun = false;
    const enter = (lease: Lease) => {
      begun = lease.holder?.phase === 'shifting';
      return enterLeasePhase(lease, name, fence, 'shifting');
    };
    // What rests on an older look counts only once it is written.
    const isBefore = seen !== undefined && enter(seen.lease).lease !== seen.lease;
    const entry = await leases.change(endpoint, enter, isBefore ? seen : undefined);
    if (entry.kind === 'not-held') throw new LeaseLost(endpoint, name);
    if (entry.kind === 'entered') return { begun };
    return { begun, yielding: supersededBy(entry.by.rollout, entry.by.kind, instant()) };
  };

  const call = (plan: Plan, mode: 'shift' | 'back') => {
    const { endpoint } = plan.rollout.release;
    if (mode === 'back') {
      const deployment = goingBack(plan.goingBackSeconds);
      return endpoints.updateEndpoint(endpoint, plan.previousConfig ?? '', deployment);
    }
    return plan.action === 'create'
      ? endpoints.createEndpoint(endpoint, plan.config, plan.deployment, plan.endpointTags ?? [])
      : endpoints.updateEndpoint(endpoint, plan.config, plan.deployment, plan.resize);
  };

  /** Makes the call. A refusal counts as success if the endpoint shows the config: an earlier try arrived. */
  const setGoing = async (plan: Plan, mode: 'shift' | 'back', config: string) => {
    try {
      await call(plan, mode);
    } catch (error) {
      if (!(error instanceof ApiRefused)) throw error;
      if (!shows(await endpoints.view(plan.rollout.release.endpoint), config)) throw error;
    }
  };

  /**
   * To be stored, so that our own config is never taken for the owner's. A rollback is recognized by its abort
   * switch.
   */
  const deploymentOf = (plan: Plan, purpose: 'shift' | 'back') => {
    if (purpose === 'back') return { of: 'wentBack', is: goingBack(plan.goingBackSeconds) } as const;
    return plan.rollout.start.kind === 'rollback'
      ? undefined
      : ({ of: 'released', is: plan.deployment } as const);
  };

  /** With what would take it back; and that judging is switched off, with each shift, so that nobody forgets it. */
  const shiftingOf = async (plan: Plan, known: RolloutRecord | undefined) => {
    const { endpoint } = plan.rollout.release;
    const record = known ?? (await ledger.rollout(endpoint, rolloutName(plan.rollout)));
    const { during = [], after = [] } = record?.gates ?? {};
    const isJudged = areJudging([...during, ...after]);
    return shiftingNotice(plan, during, isJudged ? await ledger.judgeOff(endpoint) : undefined);
  };

  const endUnbegun = async (wait: ShiftWait, stop: Stop) => {
    await waits.complete<'shift'>(wait.token, { kind: 'not-begun', stop });
    await ledger.disarm(wait);
    return { armed: false, settled: true };
  };

  return async (shift: ShiftCall) => {
    const { mode, token, plan, gated } = shift;
    const { rollout } = plan;
    const { endpoint } = rollout.release;
    const { begun, yielding } = await checkLease(shift);
    // An event may have ended the wait between two tries, and with it the acknowledgement: the record keeps it.
    const phases = begun ? (await ledger.rollout(endpoint, rolloutName(rollout)))?.phases : undefined;
    // When waiting again, wait for the last update that was asked for.
    const isBack = mode === 'back' || (mode === 'await-again' && phases?.['going-back'] !== undefined);
    const purpose = isBack ? 'back' : 'shift';
    const isTaken = phases?.[isBack ? 'going-back' : 'shifting'] !== undefined;
    const look = await endpoints.viewAndReading(endpoint);
    const before = look?.view;
    // SageMaker's events have whole seconds: what was seen before the call must not seem to come after its first event.
    const seen = look && { at: instantAt(Math.floor(now() / 1000) * 1000), reading: look.reading };
    const wanted = directionOf(plan, purpose);
    const armed = await ledger.armShift(rollout, purpose, {
      token,
      // An update that SageMaker accepted earlier is visible by now, so any state of the endpoint is newer.
      expected: {
        ...wanted,
        modifiedBefore: isTaken ? null : (before?.lastModified ?? null),
        pendingBefore: before?.pendingConfigName ?? null,
        acknowledged: false,
      },
      rollbackAlarms: plan.alarms.filter(({ on }) => on === 'rollback').map(({ name }) => name),
      gated,
    });
    // An update that SageMaker has accepted is never requested again: it may have been rolled back since. If
    // the record of an acknowledgement was lost, the endpoint still shows the update.
    const { modifiedBefore, pendingBefore } = armed.expected;
    // If it was running before our first try, it is somebody else's update. It ends first; then it is clear
    // what serves.
    const isOthers =
      purpose === 'back' &&
      pendingBefore === wanted.requestedConfig &&
      before?.pendingConfigName === wanted.requestedConfig &&
      before.lastModified <= (modifiedBefore ?? 0);
    if (!armed.expected.acknowledged && !isTaken && isOthers)
      throw new ApiRefused(
        'UpdateEndpoint',
        `somebody else's update of ${endpoint} to ${wanted.requestedConfig} is under way`,
      );
    let asked: RolloutRecord | undefined;
    if (!armed.expected.acknowledged && !isTaken && !shows(before, wanted.requestedConfig)) {
      if (mode === 'await-again') throw new ShiftNotBegun(endpoint, before?.configName);
      // A stop stored from here on finds the wait armed and trips the switch.
      const record = await ledger.rollout(endpoint, armed.name);
      asked = record;
      if (record !== undefined && isOver(record, mode)) throw new LeaseLost(endpoint, armed.name);
      const stop = yielding ?? record?.stop;
      if (mode === 'shift' && stop !== undefined) return endUnbegun(armed, stop);
      if (plan.action === 'update' && before?.configName !== wanted.previousConfig) {
        throw new EndpointChanged(endpoint, wanted.previousConfig, before?.configName);
      }
      await setGoing(plan, purpose, wanted.requestedConfig);
    }
    const at = instant();
    const phase = purpose === 'back' ? 'going-back' : 'shifting';
    const taken = { purpose, phase, at, deployment: deploymentOf(plan, purpose), seen } as const;
    // Entering the phase is told; a repeated try is not.
    if (await ledger.takenUp(rollout, taken)) {
      await announcements.announce({ ...aboutRollout(rollout, at), phase });
      const notice = purpose === 'back' ? goingBackNotice(plan) : await shiftingOf(plan, asked);
      const event = { ...aboutRollout(rollout, at), phase } as const;
      if (isSevereEnough(notice.severity, plan.notify)) await notices.publish({ ...notice, event });
    }
    const current = { ...armed, expected: { ...armed.expected, acknowledged: true } };
    const settled = await answerWaits({ endpoints, alarms, ledger, waits }, endpoint, [current], now);
    const again = mode === 'await-again' || armed.expected.acknowledged;
    if (again && settled.length > 0) {
      metrics.count('LostEvents', { Event: 'endpoint' }, { rollout: rolloutName(rollout), endpoint });
    }
    return { armed: true, settled: settled.length > 0 };
  };
}

/**
 * It was told and nothing is left to do. But after a time-out, a release that should not stay is still taken
 * back.
 */
const isOver = ({ outcome, aftermath }: RolloutRecord, mode: 'shift' | 'back'): boolean =>
  outcome !== undefined && (mode === 'shift' || outcome !== 'TIMED_OUT' || aftermath !== undefined);

/** The config that the call leads to, and the one before it. */
const directionOf = (plan: Plan, purpose: 'shift' | 'back') =>
  purpose === 'back'
    ? { requestedConfig: plan.previousConfig ?? '', previousConfig: plan.config }
    : { requestedConfig: plan.config, previousConfig: plan.previousConfig };

/**
 * After a failed update and a failed rollback, the config that the endpoint names is only a part of what
 * serves.
 */
const shows = (view: EndpointView | undefined, config: string): boolean =>
  view !== undefined &&
  (view.pendingConfigName === config ||
    (view.configName === config && view.status !== 'UpdateRollbackFailed'));
