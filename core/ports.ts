import type { Breach } from './alarm.ts';
import type { Notice } from './notices/notice.ts';
import type { AlarmFinding, ManifestFinding } from './plan/resolve.ts';
import type { Problem } from './problem.ts';
import type { Artifact, Rollout } from './release.ts';
import type {
  DeploymentConfig,
  EndpointConfigDefinition,
  EndpointView,
  LiveEndpoint,
  ModelDefinition,
} from './sagemaker.ts';
import type { Conclusion } from './verdict/conclude.ts';
import type { Expectation, Verdict } from './verdict/decide.ts';

/** The bucket that artifacts and manifests are dropped into. */
export interface ArtifactStore {
  /** Why the artifact cannot be a model, or undefined if it looks like one: a gzip tar with at least one file. */
  inspect(artifact: Artifact): Promise<Problem | undefined>;
  readManifest(bucket: string, endpoint: string): Promise<ManifestFinding>;
}

/** SageMaker's endpoints, endpoint configs and models. Every refusal of the API is thrown as ApiRefused. */
export interface Endpoints {
  view(name: string): Promise<EndpointView | undefined>;
  live(name: string): Promise<LiveEndpoint | undefined>;
  /** Repeating either with the same content changes nothing; another content under the name is refused. */
  createModel(name: string, model: ModelDefinition): Promise<void>;
  createEndpointConfig(name: string, config: EndpointConfigDefinition): Promise<void>;
  createEndpoint(name: string, configName: string, deployment: DeploymentConfig): Promise<void>;
  /** Keeps the instance counts that autoscaling has set. */
  updateEndpoint(name: string, configName: string, deployment: DeploymentConfig): Promise<void>;
}

/** CloudWatch's alarms. */
export interface Alarms {
  find(names: readonly string[]): Promise<AlarmFinding[]>;
  /** Those of `names` that are in ALARM now. */
  breaches(names: readonly string[]): Promise<Breach[]>;
}

/** The executions of the rollout state machine. */
export interface Rollouts {
  /** Starts one, unless one of that name was started before (also long ago): then nothing happens. */
  start(rollout: Rollout): Promise<'started' | 'duplicate'>;
}

/** The tasks of the state machine that wait. */
export interface Waits {
  /** Ends the wait of a task. False if it has ended already or is gone: a late answer harms nothing. */
  complete(token: string, verdict: Verdict): Promise<boolean>;
}

/** A rollout that waits for its endpoint, with all a verdict needs. */
export interface WaitingRollout {
  readonly endpoint: string;
  readonly name: string;
  readonly token: string;
  readonly expected: Expectation;
  readonly rollbackAlarms: readonly string[];
  /** Alarms that went into ALARM while it waited. */
  readonly breaches: readonly Breach[];
}

/** An endpoint that watches an alarm. */
export interface AlarmWatcher {
  readonly endpoint: string;
  readonly on: 'rollback' | 'notify';
}

/** What served when, and why it ended; and the tokens of those that wait. Every write that matters is conditional. */
export interface Ledger {
  /** Notes that the rollout has begun. */
  begin(rollout: Rollout, at: string): Promise<void>;
  /**
   * Stores the token before the call is made. Of an earlier try of the same rollout, what was read before the
   * first call is kept; the answer tells what holds.
   */
  arm(
    rollout: Rollout,
    armed: { token: string; expected: Expectation; rollbackAlarms: readonly string[] },
  ): Promise<WaitingRollout>;
  /** SageMaker has acknowledged the call. True the first time. */
  acknowledge(rollout: Rollout, at: string): Promise<boolean>;
  /** The rollouts that wait for this endpoint. */
  waiting(endpoint: string): Promise<WaitingRollout[]>;
  /** The wait is over: its token is of no use any more. */
  disarm(waiting: WaitingRollout): Promise<void>;
  /** Which alarms the endpoint's newest manifest names, replacing those of the one before. */
  watchAlarms(
    endpoint: string,
    alarms: readonly { name: string; on: 'rollback' | 'notify' }[],
  ): Promise<void>;
  watchersOf(alarmName: string): Promise<AlarmWatcher[]>;
  noteBreach(waiting: WaitingRollout, breach: Breach): Promise<void>;
  /** Writes the outcome. The first one stands: the answer is what the ledger holds, and whether it was told. */
  conclude(
    rollout: Rollout,
    conclusion: Conclusion,
    at: string,
  ): Promise<{ conclusion: Conclusion; told: boolean }>;
  markTold(rollout: Rollout, at: string): Promise<void>;
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
  announce(detail: Readonly<Record<string, unknown>>): Promise<void>;
}
