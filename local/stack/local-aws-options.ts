import type { Clock } from '../clock/clock.ts';
import type { AccessRecord } from '../iam/access.ts';
import type { HandlerModule, LogEntry } from '../lambda/seam.ts';
import type { ContainerRuntime } from '../ports.ts';
import type { S3Limits } from '../s3/object-operations.ts';
import type { Assumptions, Timings } from '../sagemaker/assumptions.ts';
import type { Fault } from '../sagemaker/faults.ts';
import type { Quotas } from '../sagemaker/quotas.ts';
import type { Usage } from '../sagemaker/utilization.ts';
import type { Workspace } from '../slack/workspace.ts';
import type { RateLimits } from '../transport/rate-limits.ts';
import type { ThrottledCall } from '../transport/throttle.ts';

/** What a local AWS is made of, and what befalls it. */
export interface LocalAwsOptions {
  /** One that can be steered is so at `/_clock` too (docs/clock.md). */
  readonly clock: Clock;
  /** The same seed gives the same ids and routes. */
  readonly seed: number;
  /** The packaged CloudFormation template, parsed. */
  readonly template: unknown;
  /** The stack's name, which resources that the template does not name begin with; `local` if it is left out. */
  readonly stackName?: string;
  /** Values for the template's parameters, over its defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * What runs SageMaker's model containers (see `createContainers`). Whoever made it closes it. Without it, no endpoint
   * comes up.
   */
  readonly containers?: ContainerRuntime;
  readonly timings?: Partial<Timings>;
  readonly assumptions?: Partial<Assumptions>;
  /** Instances at once by type, over all endpoints; a type that is not named has no limit. */
  readonly quotas?: Quotas;
  /** Troubles that come upon endpoints, in force from the start; see `injectFault` for later ones. */
  readonly faults?: readonly Fault[];
  /** What instances use, in per cent, as their metrics show it. */
  readonly usage?: Partial<Usage>;
  /**
   * What latencies of invocations are measured with, and what handlers measure with; the host's time by default. Pass the
   * clock's `now` under a virtual clock, so that the same story tells the same times.
   */
  readonly stopwatch?: () => number;
  /**
   * Loads the module of a function by the template's handler path, at its first invocation. An error named
   * `Runtime.ImportModuleError` or `Runtime.HandlerNotFound` is what Lambda itself reports. Without a loader, every
   * invocation fails.
   */
  readonly load?: (handler: string) => Promise<HandlerModule>;
  /** What the handlers log. */
  readonly log?: (entry: LogEntry) => void;
  /**
   * Whether IAM is heeded (docs/local-aws.md): `checked`, unless a template's roles are not meant to be right here.
   */
  readonly permissions?: 'checked' | 'unchecked';
  /** Told of each question to IAM and its answer: of a function, a state machine or a delivery, from the deployment on. */
  readonly onAccess?: (record: AccessRecord) => void;
  /** Who is in the local Slack, and where it sends presses of buttons, as the settings of a Slack app name it. */
  readonly slack?: {
    readonly workspace?: Workspace;
    /** Called at each press with the stack's outputs. */
    readonly interactivityUrl?: (outputs: Readonly<Record<string, string>>) => string | undefined;
  };
  /**
   * How SDK clients in this process reach the services: by requests as over HTTP (`wire`, the default), or `direct`,
   * where calls are neither serialized nor signed (those of S3, Lambda and SageMaker Runtime are not signed). That is
   * several times faster, and nothing of what is called and answered differs.
   */
  readonly transport?: 'wire' | 'direct';
  /**
   * How many calls are taken each second, whoever makes them: any number (`none`, the default), as many as AWS takes
   * (`as-on-aws`), or those given. What is too much is refused as each service does.
   */
  readonly throttling?: 'none' | 'as-on-aws' | RateLimits;
  /** Told of each call that `throttling` refuses. */
  readonly onThrottled?: (call: ThrottledCall) => void;
  /**
   * How often handlers' SDK clients try a call that fails: `once` (the default), or as the SDK's standard mode does it
   * (`standard`), whose waits then pass on the clock.
   */
  readonly retries?: 'once' | 'standard';
  /** Over S3's own: what they forbid would fill this host's memory. */
  readonly s3Limits?: Partial<S3Limits>;
}
