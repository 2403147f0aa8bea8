import type { Clock } from '../clock/clock.ts';
import type { HandlerModule, LogEntry } from '../lambda/seam.ts';
import type { ContainerRuntime } from '../ports.ts';
import type { S3Limits } from '../s3/object-operations.ts';
import type { Assumptions, Timings } from '../sagemaker/assumptions.ts';
import type { Fault } from '../sagemaker/faults.ts';
import type { Quotas } from '../sagemaker/quotas.ts';
import type { Usage } from '../sagemaker/utilization.ts';

/** What a local AWS is made of, and what befalls it. */
export interface LocalAwsOptions {
  /** One that can be steered is so at `/_clock` too (docs/clock.md). */
  readonly clock: Clock;
  /** The same seed gives the same ids and routes. */
  readonly seed: number;
  /** The packaged CloudFormation template, parsed. */
  readonly template: unknown;
  /** Values for the template's parameters, over `localParameters`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Given on loan: whoever made it closes it. */
  readonly containers: ContainerRuntime;
  readonly timings?: Partial<Timings>;
  readonly assumptions?: Partial<Assumptions>;
  /** Instances at once by type, over all endpoints; a type that is not named has no limit. */
  readonly quotas?: Quotas;
  /** Troubles that come upon endpoints, in force from the start; see `injectFault` for later ones. */
  readonly faults?: readonly Fault[];
  /** What instances use, in per cent, as their metrics show it. */
  readonly usage?: Partial<Usage>;
  /** See `SageMakerDeps`: pass the clock's `now` under a virtual clock. */
  readonly stopwatch?: () => number;
  /** The handlers' sources, for tests. */
  readonly load?: (handler: string) => Promise<HandlerModule>;
  /** What the handlers log. */
  readonly log?: (entry: LogEntry) => void;
  /**
   * What the Slack secret is given: the local workspace's bot token, its incoming webhook, or (the default) nothing, as
   * after a first deployment.
   */
  readonly slack?: 'bot' | 'webhook' | 'none';
  /** Over S3's own: what they forbid would fill this host's memory. */
  readonly s3Limits?: Partial<S3Limits>;
}
