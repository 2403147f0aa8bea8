import type { AlarmFinding } from '../alarms/finding.ts';
import type { Around } from '../gates/gate.ts';
import type { ManifestFinding } from '../manifest/finding.ts';
import type { KeptConfig, LiveEndpoint } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';
import type { Serving } from './changes.ts';
import type { DeploymentHistory } from './deployment-history.ts';

/** What reading the artifact found. */
export interface ArtifactFinding {
  /** Why it cannot be a model, if so. */
  readonly problems: readonly Problem[];
  /** What SageMaker would download: the archive, or all objects of the folder. */
  readonly bytes: number;
}

/** All that was read of the world before deciding. */
export interface Findings {
  readonly stage: string;
  readonly manifest: ManifestFinding;
  /** Not read for a rollback, which brings nothing new. */
  readonly artifact?: ArtifactFinding | undefined;
  readonly live: LiveEndpoint | undefined;
  /** As SageMaker calls the endpoint that the release is for, where only its upper and lower case may differ. */
  readonly ownName?: string | undefined;
  /** Of the endpoints that gates ask, by their names in the manifest, likewise; null where there is none. */
  readonly ownNames?: Readonly<Record<string, string | null>> | undefined;
  /** Of the deployment configs that the endpoint was given before. */
  readonly history?: DeploymentHistory | undefined;
  /** Those of `alarmNamesIn`. */
  readonly alarms: readonly AlarmFinding[];
  /** Image URIs that a manifest may ask for, `*` standing for anything: given at deploy time. */
  readonly allowedImages: readonly string[];
  /** Role ARNs that a manifest may ask for, likewise. */
  readonly allowedRoles: readonly string[];
  /** What gates may reach outside, given at deploy time. */
  readonly allowedGates?: Omit<Around, 'alarms'>;
  /** Of a rollback: the config to go back to; undefined if it is gone. */
  readonly target?: KeptConfig | undefined;
  /** Instances allowed at once by instance type; a type whose quota cannot be read is missing. */
  readonly quotas?: Readonly<Record<string, number | undefined>>;
  /** Variants that application autoscaling scales; undefined where that cannot be read. */
  readonly autoscaled?: readonly string[] | undefined;
  /** What our own records say of the release that serves; undefined where it is none of ours, or was not looked up. */
  readonly serving?: Serving | undefined;
}
