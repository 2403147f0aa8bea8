import type { AlarmFinding } from '../alarms/alarm-finding.ts';
import type { Around } from '../gates/gate.ts';
import type { ManifestFinding } from '../manifest/manifest-finding.ts';
import type { EndpointTraffic } from '../risk/endpoint-traffic.ts';
import type { KeptConfig, LiveEndpoint } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';
import type { Serving } from './changes.ts';
import type { DeploymentHistory } from './deployment-history.ts';

/** The result of reading the artifact. */
export interface ArtifactFinding {
  /** Why it cannot be a model; empty if it can. */
  readonly problems: readonly Problem[];
  /** The bytes that SageMaker would download: the archive, or all objects of the folder. */
  readonly bytes: number;
}

/** Everything that was read before deciding. */
export interface Findings {
  readonly stage: string;
  readonly manifest: ManifestFinding;
  /** Not read for a rollback, which needs no artifact. */
  readonly artifact?: ArtifactFinding | undefined;
  readonly live: LiveEndpoint | undefined;
  /** SageMaker's spelling of the endpoint's name; it may differ only by case. */
  readonly ownName?: string | undefined;
  /**
   * The same for the endpoints that gates call, by their names in the manifest; null if there is no such
   * endpoint.
   */
  readonly ownNames?: Readonly<Record<string, string | null>> | undefined;
  /** The deployment configs that the endpoint had before. */
  readonly history?: DeploymentHistory | undefined;
  /** The alarms of `alarmNamesIn`. */
  readonly alarms: readonly AlarmFinding[];
  /** Image URIs that a manifest may name; `*` stands for anything. Given at deploy time. */
  readonly allowedImages: readonly string[];
  /** Role ARNs that a manifest may name, in the same form. */
  readonly allowedRoles: readonly string[];
  /** ARNs of the keys of endpoints' volumes that may be used, in the same form; undefined if not known. */
  readonly allowedKeys?: readonly string[] | undefined;
  /** The outside hosts and names that gates may use, given at deploy time. */
  readonly allowedGates?: Omit<Around, 'alarms'>;
  /** For a rollback: the config to go back to; undefined if it is gone. */
  readonly target?: KeptConfig | undefined;
  /** Instances allowed at once, by instance type. A type with an unreadable quota is missing. */
  readonly quotas?: Readonly<Record<string, number | undefined>>;
  /** Variants that application autoscaling scales; undefined if unreadable. */
  readonly autoscaled?: readonly string[] | undefined;
  /** What the endpoint did; undefined if nothing asks for it, or if it may not be read. */
  readonly traffic?: EndpointTraffic | undefined;
  /** Our records of the release that serves; undefined if it is not ours, or was not looked up. */
  readonly serving?: Serving | undefined;
}
