import { AwsError } from '../transport/aws-error.ts';
import { invalidRequest, notFound } from './secret-error.ts';

/** What a secret holds: text or bytes. */
export interface SecretValue {
  readonly text?: string | undefined;
  readonly bytes?: Uint8Array | undefined;
}

export interface SecretVersion extends SecretValue {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** The staging labels on it. One without any is deprecated: it can still be read by its id. */
  readonly stages: readonly string[];
}

/** Instants are epoch milliseconds. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];
  changedAt: number;
  accessedAt: number | undefined;
  /** When it is deleted for good; until then it can't be used. */
  deletion: { readonly askedAt: number; readonly at: number } | undefined;
  /** In the order they came. */
  versions: readonly SecretVersion[];
}

/** A version of a secret that is asked for. */
export interface VersionChoice {
  readonly id?: string | undefined;
  readonly stage?: string | undefined;
}

/**
 * `versions` with a new one. The first is AWSCURRENT, whatever it is labelled besides. It takes its labels from the others; whoever loses AWSCURRENT to it becomes AWSPREVIOUS
 * (API reference, PutSecretValue). Given again with the same value, nothing changes.
 *
 * @throws AwsError `ResourceExistsException` if the id is another value's
 */
export function withVersion(
  { arn, versions }: Pick<Secret, 'arn' | 'versions'>,
  given: SecretVersion,
): readonly SecretVersion[] {
  const existing = versions.find(({ id }) => id === given.id);
  if (existing !== undefined) {
    if (isSame(existing, given)) return versions;
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${given.id} because that value is already in use for a version of secret ${arn}.`,
    );
  }
  const first = versions.length === 0 ? ['AWSCURRENT'] : [];
  // AWS tells them in order.
  const stages = [...new Set([...given.stages, ...first])].sort();
  const isCurrent = stages.includes('AWSCURRENT');
  const older = versions.map((version) => {
    const loses = isCurrent && version.stages.includes('AWSCURRENT');
    const kept = version.stages.filter(
      (stage) => !stages.includes(stage) && !(isCurrent && stage === 'AWSPREVIOUS'),
    );
    return { ...version, stages: loses ? [...kept, 'AWSPREVIOUS'].sort() : kept };
  });
  return [...older, { ...given, stages }];
}

const isSame = (one: SecretValue, other: SecretValue): boolean =>
  one.text === other.text && Buffer.from(one.bytes ?? []).equals(Buffer.from(other.bytes ?? []));

/**
 * The version that is asked for: by its id, by a label, or AWSCURRENT.
 * @throws AwsError `ResourceNotFoundException`, `InvalidRequestException` (a label that is not on that version)
 */
export function versionOf({ versions }: Secret, { id, stage }: VersionChoice): SecretVersion {
  const label = stage ?? 'AWSCURRENT';
  const found = versions.find((version) =>
    id === undefined ? version.stages.includes(label) : version.id === id,
  );
  if (found === undefined) {
    const by = id === undefined ? `staging label: ${label}` : `VersionId: ${id}`;
    throw notFound(`the specified secret value for ${by}`);
  }
  if (stage !== undefined && !found.stages.includes(stage)) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  }
  return found;
}
