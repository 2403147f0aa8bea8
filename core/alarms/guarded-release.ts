import type { EndpointKind, PublishedMetric } from '../cloudwatch/metric-catalogue.ts';

/** The release that the alarms guard: the facts that decide whether they can go off. */
export interface GuardedRelease {
  /** Spelled as in DescribeEndpoint. */
  readonly endpoint: string;
  /** The endpoint config to be deployed. The new fleet's metrics carry its name. */
  readonly config: string;
  /** The config that serves now; undefined in a first release. */
  readonly liveConfig?: string | undefined;
  readonly variants: readonly { readonly name: string; readonly instanceType?: string | undefined }[];
  readonly kinds: readonly EndpointKind[];
  /** Seconds between two samples: of an instance, and of request metrics (MetricsConfig). */
  readonly publishSeconds: { readonly instance: number; readonly request: number };
  /**
   * The new fleet's share of all instances, in the bake with the most new instances; 1 without an old fleet
   * beside it.
   */
  readonly newOfAll: { readonly instances: number; readonly all: number };
  /** From the first traffic on the new fleet to the end of the last bake; undefined if there is no bake. */
  readonly shiftSeconds?: number | undefined;
}

/** The interval, in seconds, at which the release's fleet sends the metric. */
export const secondsBetween = (
  { everySeconds, sampled }: Pick<PublishedMetric, 'everySeconds' | 'sampled'>,
  { publishSeconds }: Pick<GuardedRelease, 'publishSeconds'>,
): number => everySeconds ?? (sampled === 'instance' ? publishSeconds.instance : publishSeconds.request);
