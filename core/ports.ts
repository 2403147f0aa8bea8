import type { AlarmRole, Breach } from './alarm.ts';
import type { Measured } from './alarms/measured.ts';
import type { Ring } from './alarms/ringing.ts';
import type { StateChange } from './announcements/state-change.ts';
import type { EndpointReading } from './deployment/reading.ts';
import type { Belief } from './drift/drift.ts';
import type { GateLedger } from './gates/ports.ts';
import type { AlarmsTold } from './manifest/notify.ts';
import type { PendingManifest } from './manifest-change/pending.ts';
import type { Notice } from './notices/notice.ts';
import type { AlarmFinding, ArtifactFinding, ManifestFinding } from './plan/findings.ts';
import type { ManifestVersion } from './plan/manifest-version.ts';
import type { Plan } from './plan/plan.ts';
import type { Settled } from './plan/settled.ts';
import type { Problem } from './problem.ts';
import type { DeploymentHistory } from './records/deployment-history.ts';
import type { Replaced } from './records/replaced.ts';
import type { Phase, RolloutRecord } from './records/rollout-record.ts';
import type { Artifact, Release, Rollout } from './release.ts';
import type {
  DeploymentConfig,
  EndpointConfigDefinition,
  EndpointProgress,
  EndpointView,
  KeptConfig,
  LiveEndpoint,
  ModelDefinition,
} from './sagemaker.ts';
import type { Conclusion } from './verdict/conclude.ts';
import type { Expectation, Verdict } from './verdict/decide.ts';
import type { Stop } from './verdict/stop.ts';

/** The bucket that artifacts and manifests are dropped into. */
export interface ArtifactStore {
  /** Whether the artifact can be a model, or why not, and how large it is. An archive is read through, but once. */
  inspect(artifact: Artifact): Promise<ArtifactFinding>;
  /**
   * The endpoint's manifest as it stands now, or at that version. A version that is gone is `unreadable`.
   */
  readManifest(bucket: string, endpoint: string, version?: ManifestVersion): Promise<ManifestFinding>;
}

/** What reading an archive through has found, kept so that it is read once, however often a rollout asks for it. */
export interface Inspections {
  /** What was found of this very version; undefined where it was not read, or by other rules than these. */
  found(artifact: Artifact, rules: number): Promise<{ readonly problem: Problem | undefined } | undefined>;
  keep(artifact: Artifact, rules: number, problem: Problem | undefined): Promise<void>;
}

/** Copies of what was released, which nobody overwrites. */
export interface Pins {
  /** Copies the release's very version to where SageMaker reads it; what is there already is left as it is. */
  pin(release: Release): Promise<void>;
}

/** SageMaker's endpoints, endpoint configs and models. Every refusal of the API is thrown as ApiRefused. */
export interface Endpoints {
  view(name: string): Promise<EndpointView | undefined>;
  /** The same call, with how far an update under way is. */
  progress(name: string): Promise<EndpointProgress | undefined>;
  /** The same call, with both fleets and what is done to them, for people. */
  deployment(name: string): Promise<EndpointReading | undefined>;
  live(name: string): Promise<LiveEndpoint | undefined>;
  /**
   * As SageMaker calls the endpoint of that name, of which only the upper and lower case may differ; undefined where
   * there is none.
   */
  ownName(name: string): Promise<string | undefined>;
  /** An endpoint config that a rollback would go back to. */
  kept(configName: string): Promise<KeptConfig | undefined>;
  /** Repeating either with the same content changes nothing; another content under the name is refused. */
  createModel(name: string, model: ModelDefinition): Promise<void>;
  createEndpointConfig(name: string, config: EndpointConfigDefinition): Promise<void>;
  /** With the tag by which an endpoint allows releases. */
  createEndpoint(name: string, configName: string, deployment: DeploymentConfig): Promise<void>;
  /** Keeps the instance counts that autoscaling has set, unless it is to be resized. */
  updateEndpoint(
    name: string,
    configName: string,
    deployment: DeploymentConfig,
    resize?: boolean,
  ): Promise<void>;
}

/** CloudWatch's alarms. */
export interface Alarms {
  find(names: readonly string[]): Promise<AlarmFinding[]>;
  /** Those of `names` that are in ALARM now. */
  breaches(names: readonly string[]): Promise<Breach[]>;
  /** How each of those that exist is, and since when (epoch ms). */
  states(names: readonly string[]): Promise<readonly AlarmState[]>;
}

/** An alarm as CloudWatch has it. */
export interface AlarmState {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly since: number;
}

/** The alarm that is ours, one per rollout: tripping it makes SageMaker itself shift back (design §2). */
export interface AbortSwitch {
  make(rollout: Rollout): Promise<void>;
  trip(endpoint: string, rolloutName: string, reason: string): Promise<void>;
  remove(rolloutName: string): Promise<void>;
}

/** The executions of the rollout state machine. */
export interface Rollouts {
  /** Starts one, unless one of that name was started before: then nothing happens. */
  start(rollout: Rollout): Promise<'started' | 'duplicate'>;
  /** The ARN of the rollout's own execution. */
  executionArn(rollout: Rollout): string;
  /** The ARN that the caretaker has which takes over from whoever held the lease under `fence`. */
  caretakerArn(rollout: Rollout, fence: number): string;
  /** Starts that caretaker, once; `given` is the fencing number it has been given, `gated` where gates are left. */
  startCaretaker(care: {
    rollout: Rollout;
    plan: Plan;
    fence: number;
    given: number;
    gated?: boolean;
  }): Promise<void>;
  /** False also where there never was such an execution. */
  isRunning(execution: string): Promise<boolean>;
}

/** What each kind of wait is completed with: the state machine's own variables take it as it is. */
export interface Answers {
  readonly admission: Admission;
  readonly calm: { readonly ending: Stopped | null };
  readonly shift: Verdict;
  readonly back: Verdict;
  /** Only that there is something new to look at. */
  readonly gate: Readonly<Record<string, never>>;
}
export type Purpose = keyof Answers;
export type Stopped = { readonly kind: 'stopped'; readonly stop: Stop };
export type Refused = { readonly kind: 'refused'; readonly problems: readonly Problem[] };
export type Admission =
  | { readonly ending: null; readonly fence: number }
  | { readonly ending: Stopped | Refused; readonly fence: null };

/** Wakes whoever looks at the shift when the time for an answer is up: nothing polls. */
export interface HoldTimers {
  /** Once for each question, however often it is asked for. */
  start(hold: HeldShift & { readonly until: number }): Promise<void>;
}

/** A question that a shift asks: gate `n` of the stage `during`, for the `round`th time. */
export interface HeldShift {
  readonly endpoint: string;
  readonly rollout: string;
  readonly n: number;
  readonly round: number;
}

/** The tasks of the state machine that wait. */
export interface Waits {
  /** Ends the wait of a task. False if it has ended already or is gone: a late answer harms nothing. */
  complete<P extends Purpose>(token: string, answer: Answers[P]): Promise<boolean>;
}

/** A rollout that waits for its endpoint, with all that is needed to end the wait. */
export type EndpointWait = CalmWait | ShiftWait;
interface WaitOf {
  readonly endpoint: string;
  readonly name: string;
  readonly token: string;
}
/** Before the shift: until nothing else changes the endpoint. */
export interface CalmWait extends WaitOf {
  readonly purpose: 'calm';
}
/** The shift itself, or going back to the config from before. */
export interface ShiftWait extends WaitOf {
  readonly purpose: 'shift' | 'back';
  readonly expected: Expectation;
  readonly rollbackAlarms: readonly string[];
  /** Alarms that went into ALARM while it waited. */
  readonly breaches: readonly Breach[];
}

/** An endpoint that watches an alarm. */
export interface AlarmWatcher {
  readonly endpoint: string;
  readonly on: AlarmRole;
  /** When people are told that it has gone off; during rollouts if it is not said. */
  readonly told?: AlarmsTold | undefined;
  /** What it measures, where that is known. */
  readonly measured?: Measured | undefined;
}

/** What served when, and why it ended; and the tokens of those that wait. Every write that matters is conditional. */
export interface Ledger extends GateLedger {
  /** Notes that the rollout has begun. */
  begin(rollout: Rollout, execution: string, at: string): Promise<void>;
  rollout(endpoint: string, name: string): Promise<RolloutRecord | undefined>;
  /** All of an endpoint, oldest first. */
  rollouts(endpoint: string): Promise<RolloutRecord[]>;
  /** The number of a new attempt; the same `key` always gets the same number. */
  nextAttempt(release: Release, key: string): Promise<number>;
  /**
   * True the first time that the rollout enters the phase; and once more where it has come back to it, having entered
   * `since` in the meantime.
   */
  enter(rollout: Rollout, phase: Phase, at: string, since?: Phase): Promise<boolean>;
  keepPlan(plan: Plan): Promise<void>;
  /** Keeps what the rollout takes the place of, as it was first seen. */
  keepReplaced(rollout: Rollout, replaced: Replaced): Promise<void>;
  /** What it is to be released as, and the gates that it has to pass: written as one, in place of what was settled before. */
  settle(plan: Plan, gates: NonNullable<RolloutRecord['gates']>, settled: Settled): Promise<void>;
  /** The first stop of a rollout that has not ended stands, and is the answer; `ended` if it has. */
  stop(endpoint: string, name: string, stop: Stop): Promise<Stop | 'ended'>;

  /** Stores the token of a wait for the endpoint to come to rest. */
  armCalm(rollout: Rollout, token: string): Promise<CalmWait>;
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
  acknowledge(rollout: Rollout, purpose: 'shift' | 'back', at: string): Promise<boolean>;
  /** Keeps how the shift ended, with its causes, which nobody could find out later. A newer verdict replaces it. */
  keepVerdict(endpoint: string, name: string, verdict: Verdict): Promise<void>;
  /** The rollouts that wait for this endpoint. */
  waiting(endpoint: string): Promise<EndpointWait[]>;
  /** The wait is over: its token is of no use any more. */
  disarm(waiting: EndpointWait): Promise<void>;
  noteBreach(waiting: ShiftWait, breach: Breach): Promise<void>;

  /** Which alarms the endpoint's newest manifest names, replacing those of the one before. */
  watchAlarms(
    endpoint: string,
    alarms: readonly { name: string; on: AlarmRole; measured?: Measured | undefined }[],
    told?: AlarmsTold,
  ): Promise<void>;
  watchersOf(alarmName: string): Promise<AlarmWatcher[]>;
  /** The alarm went off `at` (epoch ms), in that rollout or outside any: whether people are to be told of it again. */
  ring(endpoint: string, alarm: string, rollout: string | undefined, at: number): Promise<Ring>;

  /**
   * Writes the outcome. The first one stands: the answer is what the ledger holds, and whether it was told.
   * Nothing is written where somebody wants the rollout stopped, unless `evenIfStopped`.
   */
  conclude(
    rollout: Rollout,
    conclusion: Conclusion,
    at: string,
    evenIfStopped: boolean,
  ): Promise<{ kind: 'concluded'; conclusion: Conclusion; told: boolean } | { kind: 'stopped'; stop: Stop }>;
  markTold(rollout: Rollout, at: string): Promise<void>;
  /** Notes the caretaker that follows on `fence`, and answers how many there have been. */
  countCaretaker(rollout: Rollout, fence: number): Promise<number>;
  /** All that the rollout had made is deleted. */
  markDiscarded(endpoint: string, name: string, at: string): Promise<void>;
  noteAftermath(rollout: Rollout, aftermath: NonNullable<RolloutRecord['aftermath']>): Promise<void>;

  /** What we believe the endpoint to serve, as it was last seen; undefined if we never released to it. */
  belief(endpoint: string): Promise<Belief | undefined>;
  believe(belief: Belief): Promise<void>;

  /** Of the deployment configs that the endpoint was given. */
  deploymentHistory(endpoint: string): Promise<DeploymentHistory>;
  keepDeploymentHistory(endpoint: string, history: DeploymentHistory): Promise<void>;
  /** An update of ours was taken, with that deployment config. */
  noteDeployment(endpoint: string, of: 'released' | 'wentBack', deployment: DeploymentConfig): Promise<void>;
  /** Notes a manifest before it is decided what it does; a newer one takes the place of the one before. */
  notePendingManifest(pending: PendingManifest): Promise<void>;
  pendingManifest(endpoint: string): Promise<PendingManifest | undefined>;
  /** It is decided; a newer one that was noted meanwhile stays. */
  forgetPendingManifest(pending: PendingManifest): Promise<void>;

  /**
   * Claims something to be told once. False if it was told already; a claim whose telling failed (so that it was
   * never marked) can be made again.
   */
  claim(telling: Telling): Promise<boolean>;
  markTelling(telling: Telling): Promise<void>;
}

/** Something told outside any rollout, by what it is about and which occurrence of it. */
export interface Telling {
  readonly subject: string;
  readonly occurrence: string;
  readonly at: string;
  /** What is kept about it. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** People: the SNS topic. */
export interface Notices {
  publish(notice: Notice): Promise<void>;
}

/** Machines: EventBridge, as "Greenlight Rollout State Change". */
export interface Announcements {
  announce(change: StateChange): Promise<void>;
  /** Somebody waits for a lease whose holder seems dead: whoever sees to the dead is told (on-execution-ended). */
  suspect(dead: { endpoint: string; rollout: string; execution: string }): Promise<void>;
  /** The endpoint is free again, and a manifest that was put meanwhile is to be decided on (on-artifact-uploaded). */
  manifestPending(pending: { endpoint: string }): Promise<void>;
  /** An alarm that asks people went off in a shift: whoever sees to the gates of the shift looks (check-shift). */
  checkShift(shift: { endpoint: string; rollout: string; alarm: string }): Promise<void>;
}
