import type { EndpointTraffic } from '../risk/endpoint-traffic.ts';

/** What an endpoint did. */
export interface Traffic {
  /** In the two weeks before now; undefined if it may not be read. */
  ofTwoWeeks(endpoint: string, variants: readonly string[]): Promise<EndpointTraffic | undefined>;
}
