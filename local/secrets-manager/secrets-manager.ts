import * as client from '@aws-sdk/client-secrets-manager';
import type { LocalContext } from '../context.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { pageOf } from '../transport/page.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { type Secret, versionOf } from './secret.ts';
import { invalidParameter, notFound } from './secret-error.ts';
import { createSecrets, type NewSecret } from './secrets.ts';

export interface SecretsManager {
  readonly wire: WireService;
  /** Makes a secret and returns its ARN. @throws AwsError as CreateSecret does */
  createSecret(secret: NewSecret): string;
  /** By the secret's name or ARN; undefined if there is none. */
  arnOf(idOrName: string): string | undefined;
}

const dayMs = 86_400_000;

/** Secrets Manager in memory: versions and their labels as on AWS; nothing is encrypted, rotated or replicated. */
export function createSecretsManager(context: LocalContext): SecretsManager {
  const secrets = createSecrets(context);
  const now = () => Math.floor(context.clock.now());

  const wire = rpcService({
    id: 'secretsmanager',
    client,
    json: { version: '1.1' },
    random: context.random,
    operations: {
      CreateSecret(input: client.CreateSecretRequest): client.CreateSecretResponse {
        refuse('CreateSecret', input, ['AddReplicaRegions', 'ForceOverwriteReplicaSecret', 'Type']);
        const { SecretString: text, SecretBinary: bytes } = input;
        const { secret, version } = secrets.create({
          name: input.Name,
          description: input.Description,
          kmsKeyId: input.KmsKeyId,
          tags: input.Tags,
          token: input.ClientRequestToken,
          ...((text ?? bytes) !== undefined && { value: { text, bytes } }),
        });
        return { ARN: secret.arn, Name: secret.name, VersionId: version };
      },

      PutSecretValue(input: client.PutSecretValueRequest): client.PutSecretValueResponse {
        refuse('PutSecretValue', input, ['RotationToken']);
        const secret = secrets.usable(input.SecretId);
        const value = { text: input.SecretString, bytes: input.SecretBinary };
        const { id, stages } = secrets.put(secret, value, input.ClientRequestToken, input.VersionStages);
        return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: [...stages] };
      },

      GetSecretValue(input: client.GetSecretValueRequest): client.GetSecretValueResponse {
        const secret = secrets.usable(input.SecretId);
        const { VersionId: id, VersionStage: stage } = input;
        const version = versionOf(secret, { id, stage });
        secret.accessedAt = now();
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: version.id,
          SecretString: version.text,
          SecretBinary: version.bytes,
          VersionStages: [...version.stages],
          CreatedDate: new Date(version.createdAt),
        };
      },

      DescribeSecret({ SecretId }: client.DescribeSecretRequest): client.DescribeSecretResponse {
        const secret = secrets.find(SecretId);
        if (secret === undefined) throw notFound();
        const { stages, ...shown } = entryOf(secret);
        return { ...shown, VersionIdsToStages: stages };
      },

      ListSecrets(input: client.ListSecretsRequest): client.ListSecretsResponse {
        refuse('ListSecrets', input, ['SortBy']);
        const size = input.MaxResults ?? 100;
        if (!(size >= 1 && size <= 100)) throw invalidParameter('MaxResults must be between 1 and 100.');
        const { page, nextToken } = pageOf(
          listed(input),
          size,
          input.NextToken,
          () => new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.'),
        );
        const entries = page.map((secret) => {
          const { stages, ...shown } = entryOf(secret);
          return { ...shown, SecretVersionsToStages: stages };
        });
        return { SecretList: entries, NextToken: nextToken };
      },

      DeleteSecret(input: client.DeleteSecretRequest): client.DeleteSecretResponse {
        const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: atOnce = false } = input;
        if (atOnce && days !== undefined) {
          throw invalidParameter(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
          );
        }
        if (days !== undefined && !(days >= 7 && days <= 30)) {
          throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
        }
        if (atOnce) {
          // One that isn't there is no error then (API reference, ForceDeleteWithoutRecovery).
          const secret = secrets.find(input.SecretId);
          if (secret !== undefined) secrets.remove(secret);
          return { ARN: secret?.arn, Name: secret?.name ?? input.SecretId, DeletionDate: new Date(now()) };
        }
        const secret = secrets.usable(input.SecretId);
        const at = now() + (days ?? 30) * dayMs;
        secret.deletion = { askedAt: now(), at };
        return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(at) };
      },

      RestoreSecret({ SecretId }: client.RestoreSecretRequest): client.RestoreSecretResponse {
        const secret = secrets.find(SecretId);
        if (secret === undefined) throw notFound();
        secret.deletion = undefined;
        return { ARN: secret.arn, Name: secret.name };
      },
    },
  });

  /** What ListSecrets is asked for; a filter by name takes prefixes, and `!` before one leaves it out. */
  const listed = (input: client.ListSecretsRequest): readonly Secret[] => {
    const found = secrets.all().filter((secret) => {
      if (secret.deletion !== undefined && !input.IncludePlannedDeletion) return false;
      return (input.Filters ?? []).every(({ Key, Values = [] }) => {
        if (Key !== 'name') throw notCovered(`secretsmanager ListSecrets with a filter by ${Key}`);
        return Values.some((value) =>
          value.startsWith('!') ? !secret.name.startsWith(value.slice(1)) : secret.name.startsWith(value),
        );
      });
    });
    return input.SortOrder === 'desc' ? found.reverse() : found;
  };

  return {
    wire,
    createSecret: (secret) => secrets.create(secret).secret.arn,
    arnOf: (idOrName) => (idOrName === '' ? undefined : secrets.find(idOrName)?.arn),
  };
}

/** What DescribeSecret and ListSecrets tell alike. */
const entryOf = (secret: Secret) => ({
  ARN: secret.arn,
  Name: secret.name,
  Description: secret.description,
  KmsKeyId: secret.kmsKeyId,
  CreatedDate: new Date(secret.createdAt),
  LastChangedDate: new Date(secret.changedAt),
  // AWS tells the day only.
  LastAccessedDate:
    secret.accessedAt === undefined ? undefined : new Date(Math.floor(secret.accessedAt / dayMs) * dayMs),
  DeletedDate: secret.deletion && new Date(secret.deletion.askedAt),
  Tags: [...secret.tags],
  stages: Object.fromEntries(
    secret.versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, [...stages]]),
  ),
});

function refuse<T extends object>(operation: string, input: T, members: readonly (keyof T & string)[]): void {
  for (const member of members) {
    if (input[member] !== undefined) throw notCovered(`secretsmanager ${operation} with ${member}`);
  }
}
