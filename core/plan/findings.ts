import type { AlarmMetric } from '../alarms/metric-fault.ts';
import type { Around } from '../gates/gate.ts';
import type { Companion } from '../manifest-change/companion.ts';
import type { Problem } from '../problem.ts';
import type { DeploymentHistory } from '../records/deployment-history.ts';
import type { KeptConfig, LiveEndpoint } from '../sagemaker.ts';
import type { Serving } from './changes.ts';

/** Where a manifest's field stands: its line, or that of the nearest field around it that is there. */
export type LineOf = (path: readonly (string | number)[]) => number | undefined;

/** The manifest as found beside the artifacts: none, unreadable (with why), or its parsed content. */
export type ManifestFinding =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'unreadable';
      readonly problems: readonly Problem[];
      /** As below; of two manifests where there may be one, the one put last. */
      readonly key?: string;
      readonly version?: string;
      readonly modifiedAt?: string;
    }
  | {
      readonly kind: 'content';
      readonly value: unknown;
      readonly lineOf?: LineOf;
      /** Its key and version in the bucket, for the ledger; and when S3 says that it was put there (ISO). */
      readonly key?: string;
      readonly version?: string;
      readonly modifiedAt?: string;
      /** Where it was pushed together with an artifact. */
      readonly comesWith?: Companion;
    };

/** What reading the artifact found. */
export interface ArtifactFinding {
  /** Why it cannot be a model, if so. */
  readonly problems: readonly Problem[];
  /** What SageMaker would download: the archive, or all objects of the folder. */
  readonly bytes: number;
}

/** An alarm that is watched, as CloudWatch knows it; `state` is undefined where there is none. */
export interface AlarmFinding {
  readonly name: string;
  readonly state: string | undefined;
  readonly composite?: boolean;
  /** In seconds: of a metric alarm on one metric its period, on metric math the longest among its metrics. */
  readonly period?: number;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** `Average`, `p99`: of one metric. */
  readonly statistic?: string;
  /** The only unit that it looks at, if it was made so. */
  readonly unit?: string;
  readonly threshold?: number;
  /** `GreaterThanThreshold` … */
  readonly comparison?: string;
  readonly treatMissingData?: string;
  /** Of metric math: its metrics, as far as they are named. */
  readonly metrics?: readonly AlarmMetric[];
  /** Of a composite alarm: the alarms that its rule names, those of composite ones below included. */
  readonly children?: readonly AlarmFinding[];
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
