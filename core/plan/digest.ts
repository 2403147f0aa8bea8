import { createHash } from 'node:crypto';
import type { Artifact } from '../artifact.ts';
import type { Manifest } from '../manifest/schema.ts';
import type { DeploymentConfig, EndpointConfigDefinition, ModelDefinition } from '../sagemaker.ts';
import { canonicalJson } from '../values/canonical-json.ts';
import type { ManifestVersion } from './manifest-version.ts';

/** Everything that would be released, and what it was made from. */
export interface Released {
  readonly action: 'create' | 'update' | 'rollback';
  /** The live endpoint config that it replaces; null for a first release. */
  readonly from: string | null;
  readonly manifest: ManifestVersion | null;
  readonly artifact: Artifact;
  /**
   * The name of what this attempt makes. It is left out of the digest, so that attempts of the same release
   * are equal.
   */
  readonly name: string;
  /** Undefined for a rollback: then `config` is a kept one. */
  readonly model?: ModelDefinition;
  readonly endpointConfig?: EndpointConfigDefinition;
  readonly config?: string;
  /** Whether instance counts are set, or left to autoscaling. */
  readonly setsCounts: boolean;
  readonly deployment: DeploymentConfig;
  /** Our own alarms. Their names belong to this attempt; `alarms` has what they watch. */
  readonly ownAlarms: readonly string[];
  readonly alarms: Manifest['alarms'];
  readonly gates: Manifest['gates'];
}

/**
 * The digest of a plan: SHA-256, in hexadecimal, over everything that would be released. People approve a
 * digest. The same release has the same digest in every attempt and at any time. So names of the attempt and
 * tags are left out, and so is what autoscaling may change while people think: instance counts, and the
 * deployment's timeout, which is derived from them unless the manifest gives it.
 */
export function digestOf(released: Released): string {
  const { model, endpointConfig, deployment, ownAlarms, artifact, name, setsCounts, ...rest } = released;
  const { bucket, key, versionId, etag } = artifact;
  const content = {
    ...rest,
    artifact: { bucket, key, version: versionId ?? etag },
    model: model && { ...model, Tags: undefined },
    endpointConfig: endpointConfig && {
      ...endpointConfig,
      Tags: undefined,
      DataCaptureConfig: capturedBy(endpointConfig.DataCaptureConfig, name),
      ProductionVariants: endpointConfig.ProductionVariants.map((variant) => ({
        ...variant,
        ...(variant.ModelName === name && { ModelName: null }),
        ...(!setsCounts && { InitialInstanceCount: undefined }),
      })),
    },
    deployment: strategyIn(deployment, ownAlarms),
  };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** Each attempt has a place of its own for what it captures. */
function capturedBy(capture: unknown, name: string): unknown {
  const { DestinationS3Uri: to } = Object(capture) as { DestinationS3Uri?: unknown };
  const isOwn = typeof to === 'string' && to.endsWith(`/${name}`);
  return isOwn ? { ...Object(capture), DestinationS3Uri: to.slice(0, -name.length) } : capture;
}

/** Short enough for people to read and compare. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

function strategyIn(deployment: DeploymentConfig, ownAlarms: readonly string[]): unknown {
  const { AutoRollbackConfiguration, BlueGreenUpdatePolicy, RollingUpdatePolicy } = deployment;
  const names = (AutoRollbackConfiguration?.Alarms ?? []).map(({ AlarmName }) => AlarmName);
  return {
    BlueGreenUpdatePolicy: untimed(BlueGreenUpdatePolicy),
    RollingUpdatePolicy: untimed(RollingUpdatePolicy),
    alarms: names.filter((name) => !ownAlarms.includes(name)),
  };
}

const untimed = (policy: object | undefined): unknown =>
  policy && { ...policy, MaximumExecutionTimeoutInSeconds: undefined };
