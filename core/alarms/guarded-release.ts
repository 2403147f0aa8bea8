import type { EndpointKind, PublishedMetric } from '../cloudwatch/metric-catalogue.ts';

/** The release that alarms are to guard, as far as it decides whether they can go off. */
export interface GuardedRelease {
  /** As DescribeEndpoint spells it. */
  readonly endpoint: string;
  /** The endpoint config that is to be put live; the new fleet's metrics are by its name. */
  readonly config: string;
  /** The one that serves now; none in a first release. */
  readonly liveConfig?: string | undefined;
  readonly variants: readonly { readonly name: string; readonly instanceType?: string | undefined }[];
  readonly kinds: readonly EndpointKind[];
  /** Seconds from one sample of an instance to the next, and of the metrics of requests (MetricsConfig). */
  readonly publishSeconds: { readonly instance: number; readonly request: number };
  /** The new fleet's instances of all, in the bake in which they are the most; 1 where no old fleet is beside it. */
  readonly newOfAll: { readonly instances: number; readonly all: number };
  /** From the first traffic on the new fleet to the end of the last bake; undefined where nothing bakes. */
  readonly shiftSeconds?: number | undefined;
}

/** How often the release's fleet sends the metric, in seconds. */
export const secondsBetween = (
  { everySeconds, sampled }: Pick<PublishedMetric, 'everySeconds' | 'sampled'>,
  { publishSeconds }: Pick<GuardedRelease, 'publishSeconds'>,
): number => everySeconds ?? (sampled === 'instance' ? publishSeconds.instance : publishSeconds.request);
