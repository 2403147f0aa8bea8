import type { AlarmThrottle } from '../alarms/throttle.ts';
import type { AlarmRole, Breach } from '../cloudwatch/breach.ts';
import type { Measured } from '../cloudwatch/measured.ts';
import type { LastKnownState } from '../drift/drift.ts';
import type { GateLedger } from '../gates/ports.ts';
import type { AlarmNotification } from '../manifest/notify.ts';
import type { PendingManifest } from '../manifest-change/pending.ts';
import type { DeploymentHistory } from '../plan/deployment-history.ts';
import type { Plan } from '../plan/plan.ts';
import type { Settled } from '../plan/settled.ts';
import type { Replaced } from '../records/replaced.ts';
import type { RolloutPhase, RolloutRecord } from '../records/rollout-record.ts';
import type { Release, Rollout } from '../release.ts';
import type { DeploymentConfig } from '../sagemaker.ts';
import type { Instant } from '../values/instant.ts';
import type { Conclusion } from '../verdict/conclude.ts';
import type { Expectation, Verdict } from '../verdict/decide.ts';
import type { Stop } from '../verdict/stop.ts';
import type { EndpointWait, IdleWait, ShiftWait } from './waits.ts';

/** An endpoint that watches an alarm. */
export interface AlarmWatcher {
  readonly endpoint: string;
  readonly on: AlarmRole;
  /** When people are told that it has gone off; during rollouts if it is not said. */
  readonly told?: AlarmNotification | undefined;
  /** What it measures, where that is known. */
  readonly measured?: Measured | undefined;
}

/** What the ledger holds of rollouts, and how they go on. Every write that matters is conditional. */
export interface RolloutRecords {
  /** Notes that the rollout has begun. */
  begin(rollout: Rollout, execution: string, at: Instant): Promise<void>;
  rollout(endpoint: string, name: string): Promise<RolloutRecord | undefined>;
  /** All of an endpoint, oldest first. */
  rollouts(endpoint: string): Promise<RolloutRecord[]>;
  /** The number of a new attempt; the same `key` always gets the same number. */
  nextAttempt(release: Release, key: string): Promise<number>;
  /**
   * True the first time that the rollout enters the phase; and once more where it has come back to it, having entered
   * `since` in the meantime.
   */
  enter(rollout: Rollout, phase: RolloutPhase, at: Instant, since?: RolloutPhase): Promise<boolean>;
  /** The first stop of a rollout that has not ended stands, and is the answer; `ended` if it has. */
  stop(endpoint: string, name: string, stop: Stop): Promise<Stop | 'ended'>;
}

/** What a rollout is to be released as. */
export interface PlanRecords {
  keepPlan(plan: Plan): Promise<void>;
  /** Keeps what the rollout takes the place of, as it was first seen. */
  keepReplaced(rollout: Rollout, replaced: Replaced): Promise<void>;
  /** What it is to be released as, and the gates that it has to pass: written as one, in place of what was settled before. */
  settle(plan: Plan, gates: NonNullable<RolloutRecord['gates']>, settled: Settled): Promise<void>;
}

/** The tokens of those that wait for an endpoint, and what they wait for. */
export interface EndpointWaits {
  /** Stores the token of a wait for the endpoint to come to rest. */
  armIdle(rollout: Rollout, token: string): Promise<IdleWait>;
  /**
   * Stores the token before the call is made. Of an earlier try of the same shift, what was read before the first
   * call is kept; the answer tells what holds.
   */
  armShift(
    rollout: Rollout,
    purpose: 'shift' | 'back',
    armed: { token: string; expected: Expectation; rollbackAlarms: readonly string[] },
  ): Promise<ShiftWait>;
  /** SageMaker has acknowledged the call. True the first time. */
  acknowledge(rollout: Rollout, purpose: 'shift' | 'back', at: Instant): Promise<boolean>;
  /** Keeps how the shift ended, with its causes, which nobody could find out later. A newer verdict replaces it. */
  keepVerdict(endpoint: string, name: string, verdict: Verdict): Promise<void>;
  /** The rollouts that wait for this endpoint. */
  waiting(endpoint: string): Promise<EndpointWait[]>;
  /** The wait is over: its token is of no use any more. */
  disarm(waiting: EndpointWait): Promise<void>;
  noteBreach(waiting: ShiftWait, breach: Breach): Promise<void>;
}

/** Which endpoints watch which alarms, and when people were told of one. */
export interface AlarmRecords {
  /** Which alarms the endpoint's newest manifest names, replacing those of the one before. */
  watchAlarms(
    endpoint: string,
    alarms: readonly { name: string; on: AlarmRole; measured?: Measured | undefined }[],
    told?: AlarmNotification,
  ): Promise<void>;
  watchersOf(alarmName: string): Promise<AlarmWatcher[]>;
  /** The alarm went off `at` (epoch ms), in that rollout or outside any: whether people are to be told of it again. */
  throttleAlarm(
    endpoint: string,
    alarm: string,
    rollout: string | undefined,
    at: number,
  ): Promise<AlarmThrottle>;
}

/** How rollouts ended, and what was left to see to. */
export interface Conclusions {
  /**
   * Writes the outcome. The first one stands: the answer is what the ledger holds, and whether it was told.
   * Nothing is written where somebody wants the rollout stopped, unless `evenIfStopped`.
   */
  conclude(
    rollout: Rollout,
    conclusion: Conclusion,
    at: Instant,
    evenIfStopped: boolean,
  ): Promise<{ kind: 'concluded'; conclusion: Conclusion; told: boolean } | { kind: 'stopped'; stop: Stop }>;
  markTold(rollout: Rollout, at: Instant): Promise<void>;
  /** Notes the caretaker that follows on `fence`, and answers how many there have been. */
  countCaretaker(rollout: Rollout, fence: number): Promise<number>;
  /** All that the rollout had made is deleted. */
  markDiscarded(endpoint: string, name: string, at: Instant): Promise<void>;
  noteAftermath(rollout: Rollout, aftermath: NonNullable<RolloutRecord['aftermath']>): Promise<void>;
}

/** What endpoints served when they were last read. */
export interface LastKnownStates {
  /** What the endpoint served when it was last read; undefined if we never released to it. */
  lastKnownState(endpoint: string): Promise<LastKnownState | undefined>;
  keepLastKnownState(lastKnown: LastKnownState): Promise<void>;
}

/** The deployment configs that endpoints were given. */
export interface DeploymentRecords {
  /** Of the deployment configs that the endpoint was given. */
  deploymentHistory(endpoint: string): Promise<DeploymentHistory>;
  keepDeploymentHistory(endpoint: string, history: DeploymentHistory): Promise<void>;
  /** An update of ours was taken, with that deployment config. */
  noteDeployment(endpoint: string, of: 'released' | 'wentBack', deployment: DeploymentConfig): Promise<void>;
}

/** Manifests that were put, until it is decided what they do. */
export interface PendingManifests {
  /** Notes a manifest before it is decided what it does; a newer one takes the place of the one before. */
  notePendingManifest(pending: PendingManifest): Promise<void>;
  pendingManifest(endpoint: string): Promise<PendingManifest | undefined>;
  /** It is decided; a newer one that was noted meanwhile stays. */
  forgetPendingManifest(pending: PendingManifest): Promise<void>;
}

/** What is told once. */
export interface NotificationReceipts {
  /**
   * Claims something to be told once. False if it was told already; a claim whose telling failed (so that it was
   * never marked) can be made again.
   */
  claimNotification(receipt: NotificationReceipt): Promise<boolean>;
  markNotified(receipt: NotificationReceipt): Promise<void>;
}

/** All of the table, for whoever makes it. Use cases ask for what they need of it. */
export interface Ledger
  extends RolloutRecords,
    PlanRecords,
    EndpointWaits,
    AlarmRecords,
    Conclusions,
    LastKnownStates,
    DeploymentRecords,
    PendingManifests,
    NotificationReceipts,
    GateLedger {}

/** Something told outside any rollout, by what it is about and which occurrence of it. */
export interface NotificationReceipt {
  readonly subject: string;
  readonly occurrence: string;
  readonly at: Instant;
  /** What is kept about it. */
  readonly detail: Readonly<Record<string, unknown>>;
}
