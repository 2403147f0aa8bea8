import type { ManifestFinding } from '../../manifest/manifest-finding.ts';
import type { Findings } from '../../plan/findings.ts';
import type { RolloutRecord } from '../../records/rollout-record.ts';
import type { LiveEndpoint } from '../../sagemaker.ts';

/** Where model data lies that instances may have to download. */
export interface ModelData {
  /** An S3 URL. */
  readonly url: string;
  /** Whether it is of what serves now. */
  readonly serves: boolean;
  /** Whether it is of what served before the first release, or of what the first release would replace. */
  readonly isBaseline: boolean;
}

export interface ModelDataFinding extends ModelData {
  /** Undefined if it could not be looked up. */
  readonly exists?: boolean;
}

/** Everything that was read about an endpoint. Undefined is what could not be read for lack of a right. */
export interface EndpointFacts {
  readonly account: string;
  readonly region: string;
  /** As a plan reads it, with the endpoint as it is, tags included. */
  readonly findings: Findings & { readonly live: LiveEndpoint };
  /** What lies under every manifest of the bucket; the manifest in `findings` has it already. */
  readonly defaults: ManifestFinding;
  /** Whether the lists of what is allowed are those of the deployment. */
  readonly knowsAllowed: boolean;
  /** The names of Model Monitor's schedules for the endpoint. */
  readonly schedules?: readonly string[] | undefined;
  readonly data?: readonly ModelDataFinding[] | undefined;
  /** Where its answers are captured for the judge, and whether any is there; absent if they are not. */
  readonly ownCapture?: { readonly destination: string; readonly hasCome?: boolean | undefined } | undefined;
  /** What could not be read, and the right that is missing. */
  readonly unread: readonly { readonly what: string; readonly right: string }[];
  /** The endpoint's rollouts, oldest first. */
  readonly records?: readonly RolloutRecord[] | undefined;
}

/** What endpoint checks are called. */
export type EndpointCheck =
  | 'tag'
  | 'endpoint'
  | 'strategy'
  | 'alarms'
  | 'capacity'
  | 'variants'
  | 'model'
  | 'gates'
  | 'manifest'
  | 'role'
  | 'keys'
  | 'owner'
  | 'monitoring'
  | 'data'
  | 'history'
  | 'rights';
