import type { AlarmThrottle } from '../alarms/throttle.ts';
import type { AlarmRole, Breach } from '../cloudwatch/breach.ts';
import type { Measured } from '../cloudwatch/measured.ts';
import type { Sighting } from '../deployment/sighting.ts';
import type { LastKnownState } from '../drift/drift.ts';
import type { JudgeSwitches } from '../gates/judge-off.ts';
import type { GateLedger } from '../gates/ports.ts';
import type { AlarmNotification } from '../manifest/notify.ts';
import type { PendingManifest } from '../manifest-change/pending.ts';
import type { DeploymentHistory } from '../plan/deployment-history.ts';
import type { ManifestVersion } from '../plan/manifest-version.ts';
import type { Plan } from '../plan/plan.ts';
import type { Settled } from '../plan/settled.ts';
import type { Adoption } from '../records/adoption.ts';
import type { Proposals } from '../records/proposal.ts';
import type { Replaced } from '../records/replaced.ts';
import type { RolloutPhase, RolloutRecord } from '../records/rollout-record.ts';
import type { Release, Rollout } from '../release.ts';
import type { DeploymentConfig } from '../sagemaker.ts';
import type { Instant } from '../values/instant.ts';
import type { Conclusion } from '../verdict/conclusion.ts';
import type { Expectation, Verdict } from '../verdict/decide-verdict.ts';
import type { Stop } from '../verdict/stop.ts';
import type { Looks, Moment } from './looks.ts';
import type { EndpointWait, IdleWait, ShiftWait } from './waits.ts';

/** An endpoint that watches an alarm. */
export interface AlarmWatcher {
  readonly endpoint: string;
  readonly on: AlarmRole;
  /** When people are told that it went off; default: during rollouts. */
  readonly told?: AlarmNotification | undefined;
  /** What it measures, if known. */
  readonly measured?: Measured | undefined;
}

/** The alarms of an endpoint, as they are written; only the holder of its lease writes them. */
export interface WatchedAlarms {
  readonly names: readonly string[];
  readonly written?: string | undefined;
}

/** A rollout's outcome, as the ledger holds it. */
export interface Written {
  readonly kind: 'concluded';
  readonly conclusion: Conclusion;
  /** When it was written, and so was true. */
  readonly at: Instant;
  readonly told: boolean;
}

/** The rollouts in the ledger and their progress. Every write that matters is conditional. */
export interface RolloutRecords {
  /**
   * Records that the rollout has begun, and, if that is new, that it enters `phase`. Returns whether it is new.
   */
  begin(rollout: Rollout, execution: string, at: Instant, phase?: RolloutPhase): Promise<boolean>;
  rollout(endpoint: string, name: string): Promise<RolloutRecord | undefined>;
  /** All rollouts of an endpoint, oldest first. */
  rollouts(endpoint: string): Promise<RolloutRecord[]>;
  /** The number of a new attempt; the same `key` always gets the same number. */
  nextAttempt(release: Release, key: string): Promise<number>;
  /**
   * True the first time that the rollout enters the phase. True once more if it comes back to the phase after
   * it has entered `since`. Never after its end, whoever comes late: only one that is TIMED_OUT may still go back.
   */
  enter(rollout: Rollout, phase: RolloutPhase, at: Instant, since?: RolloutPhase): Promise<boolean>;
  /**
   * Records and returns the first stop of a running rollout; later ones do not replace it. `ended` if it has
   * ended.
   */
  stop(endpoint: string, name: string, stop: Stop): Promise<Stop | 'ended'>;
}

/** What a rollout will release. */
export interface PlanRecords {
  keepPlan(plan: Plan): Promise<void>;
  /** Stores what the rollout replaces, as it was first seen. */
  keepReplaced(rollout: Rollout, replaced: Replaced): Promise<void>;
  /**
   * Stores what the rollout will release and the gates that it has to pass. One atomic write replaces what
   * was settled before. With `admittedAt`, it enters that phase by the same write. Returns the whole record.
   */
  settle(
    plan: Plan,
    gates: NonNullable<RolloutRecord['gates']>,
    settled: Settled,
    admittedAt?: Instant,
  ): Promise<RolloutRecord>;
}

/** The tokens of the rollouts that wait for an endpoint, and what they wait for. */
export interface EndpointWaits {
  /** Stores the token of a wait for the endpoint to come to rest. */
  armIdle(rollout: Rollout, token: string): Promise<IdleWait>;
  /**
   * Stores the token before the call is made. If the same shift was tried before, what was read before the
   * first call is kept; the answer is what is stored.
   */
  armShift(
    rollout: Rollout,
    purpose: 'shift' | 'back',
    armed: {
      token: string;
      expected: Expectation;
      rollbackAlarms: readonly string[];
      gated?: boolean | undefined;
    },
  ): Promise<ShiftWait>;
  /** SageMaker has acknowledged the call. True the first time. */
  acknowledge(rollout: Rollout, purpose: 'shift' | 'back', at: Instant): Promise<boolean>;
  /**
   * SageMaker has taken up the update: acknowledges it, notes its deployment config, and enters the phase. True the first
   * time that it does. `seen` is how the endpoint looked before it, for display.
   */
  takenUp(
    rollout: Rollout,
    update: {
      readonly purpose: 'shift' | 'back';
      readonly phase: 'shifting' | 'going-back';
      readonly at: Instant;
      readonly deployment?:
        | { readonly of: 'released' | 'wentBack'; readonly is: DeploymentConfig }
        | undefined;
      readonly seen?: Sighting | undefined;
    },
  ): Promise<boolean>;
  /** Both of `keepLastKnownState` and, if there is one, `keepVerdict`, in that order. `seen` is for display. */
  keepEnd(
    lastKnown: LastKnownState,
    end: {
      readonly endpoint: string;
      readonly name: string;
      readonly verdict?: Verdict | undefined;
      readonly seen?: { readonly moment: Moment; readonly sighting: Sighting } | undefined;
    },
  ): Promise<void>;
  /** Stores how the shift ended and why, which nobody could find out later. A newer verdict replaces it. */
  keepVerdict(endpoint: string, name: string, verdict: Verdict): Promise<void>;
  /** The rollouts that wait for this endpoint. */
  waiting(endpoint: string): Promise<EndpointWait[]>;
  /** The waits of one rollout. */
  waitsOf(endpoint: string, name: string): Promise<EndpointWait[]>;
  /** The wait is over: its token is no longer needed. */
  disarm(waiting: EndpointWait): Promise<void>;
  noteBreach(waiting: ShiftWait, breach: Breach): Promise<void>;
}

/** Which endpoints watch which alarms, and when people were told about one. */
export interface AlarmRecords {
  /** Stores which alarms the endpoint's newest manifest names, in place of those of the previous one. */
  watchAlarms(
    endpoint: string,
    alarms: readonly { name: string; on: AlarmRole; measured?: Measured | undefined }[],
    told?: AlarmNotification,
    known?: WatchedAlarms,
  ): Promise<void>;
  /** What `watchAlarms` would find. */
  watchedAlarms(endpoint: string): Promise<WatchedAlarms>;
  watchersOf(alarmName: string): Promise<AlarmWatcher[]>;
  /**
   * The alarm went off `at` (epoch ms), in that rollout or outside any. Returns whether people should be told
   * again.
   */
  throttleAlarm(
    endpoint: string,
    alarm: string,
    rollout: string | undefined,
    at: number,
  ): Promise<AlarmThrottle>;
}

/** How rollouts ended, and what was left to do. */
export interface Conclusions {
  /**
   * Writes the outcome; the first one is final. Returns what the ledger holds, since when, and whether it was told. If
   * somebody has asked to stop the rollout, nothing is written unless `evenIfStopped` is set.
   */
  conclude(
    rollout: Rollout,
    conclusion: Conclusion,
    at: Instant,
    evenIfStopped: boolean,
  ): Promise<Written | { kind: 'stopped'; stop: Stop }>;
  markTold(rollout: Rollout, at: Instant): Promise<void>;
  /** Records the caretaker that follows `fence`, and returns how many there have been. */
  countCaretaker(rollout: Rollout, fence: number): Promise<number>;
  /** Everything that the rollout had made is deleted. */
  markDiscarded(endpoint: string, name: string, at: Instant): Promise<void>;
  /** The alarms that the rollout had made are deleted, since another release serves. */
  markUnwatched(endpoint: string, name: string, at: Instant): Promise<void>;
  noteAftermath(rollout: Rollout, aftermath: NonNullable<RolloutRecord['aftermath']>): Promise<void>;
}

/** What endpoints served at the last reading. */
export interface LastKnownStates {
  /** What the endpoint served at the last reading; undefined if we never released to it. */
  lastKnownState(endpoint: string): Promise<LastKnownState | undefined>;
  /** Not one of before what is kept: somebody may have read the endpoint later, and written first. */
  keepLastKnownState(lastKnown: LastKnownState): Promise<void>;
  /** Its changes are not ours to tell any more. */
  forgetLastKnownState(endpoint: string): Promise<void>;
}

/** The deployment configs that endpoints have had. */
export interface DeploymentRecords {
  /** The deployment configs that the endpoint has had. */
  deploymentHistory(endpoint: string): Promise<DeploymentHistory>;
  keepDeploymentHistory(endpoint: string, history: DeploymentHistory): Promise<void>;
  /** SageMaker has accepted an update of ours with that deployment config. */
  noteDeployment(endpoint: string, of: 'released' | 'wentBack', deployment: DeploymentConfig): Promise<void>;
}

/** Endpoints that existed before their first release, and what they served when they were adopted. */
interface Adoptions {
  adoption(endpoint: string): Promise<Adoption | undefined>;
  keepAdoption(adoption: Adoption): Promise<void>;
  forgetAdoption(endpoint: string): Promise<void>;
}

/** Uploaded manifests whose effect is not decided yet. */
export interface PendingManifests {
  /**
   * Records a manifest before deciding what it does. False, and nothing is recorded, if another version is: only whoever
   * has found that one to be older puts this one `over` it.
   */
  notePendingManifest(pending: PendingManifest, over?: ManifestVersion): Promise<boolean>;
  pendingManifest(endpoint: string): Promise<PendingManifest | undefined>;
  /** It is decided. A newer one recorded meanwhile stays. */
  forgetPendingManifest(pending: PendingManifest): Promise<void>;
}

/** Receipts of what was told, so that it is told only once. */
export interface NotificationReceipts {
  /**
   * Claims something that should be told once. False if it was already told. If telling it failed, it was
   * never marked as told, so it can be claimed again.
   */
  claimNotification(receipt: NotificationReceipt): Promise<boolean>;
  markNotified(receipt: NotificationReceipt): Promise<void>;
}

/** The whole table, for the code that creates it. A use case asks only for the parts that it needs. */
export interface Ledger
  extends RolloutRecords,
    PlanRecords,
    EndpointWaits,
    AlarmRecords,
    Conclusions,
    LastKnownStates,
    DeploymentRecords,
    Adoptions,
    PendingManifests,
    JudgeSwitches,
    Proposals,
    Looks,
    NotificationReceipts,
    GateLedger {}

/** Something told outside any rollout: its subject, and which occurrence of it. */
export interface NotificationReceipt {
  readonly subject: string;
  readonly occurrence: string;
  readonly at: Instant;
  /** Details to store. */
  readonly detail: Readonly<Record<string, unknown>>;
}
