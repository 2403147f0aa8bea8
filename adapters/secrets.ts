import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Secrets } from '../core/ports/secrets.ts';
import { isNamed } from './s3/s3-errors.ts';

/** One version of a secret, and when it was made. */
interface Version {
  readonly value: string;
  readonly madeAt: number | undefined;
}
interface Known {
  readonly readAt: number;
  readonly current: Version;
  /** The version before. Read only when it is needed. */
  readonly before: () => Promise<Version | undefined>;
}

const keptMs = 5 * 60_000;
const acceptedAfterMs = 24 * 3_600_000;
/** A wrong signature causes a fresh read. This bounds the rate, so that an attacker cannot set it. */
const freshEveryMs = 1000;

interface Dependencies {
  readonly secretsManager: SecretsManagerClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function secrets(dependencies: Dependencies): Secrets {
  const { now } = dependencies;
  const known = new Map<string, Promise<Known>>();
  const freshAt = new Map<string, number>();

  const look = async (reference: string): Promise<Known> => {
    const readAt = now();
    const { current, before } = await versionsOf(dependencies, reference);
    let asked: { version: Version | undefined } | undefined;
    return {
      readAt,
      current,
      async before() {
        asked ??= { version: await before() };
        return asked.version;
      },
    };
  };

  const get = async (reference: string, fresh: boolean): Promise<Known> => {
    const isRefreshed = fresh && now() - (freshAt.get(reference) ?? Number.NEGATIVE_INFINITY) >= freshEveryMs;
    const kept = isRefreshed ? undefined : known.get(reference);
    if (kept !== undefined && now() - (await kept).readAt < keptMs) return kept;
    if (isRefreshed) freshAt.set(reference, now());
    const reading = look(reference);
    known.set(reference, reading);
    try {
      return await reading;
    } catch (error) {
      // Forget a failed read, so that the next call tries again.
      if (known.get(reference) === reading) known.delete(reference);
      throw error;
    }
  };

  return {
    read: async (reference, { fresh = false } = {}) => (await get(reference, fresh)).current.value,
    async accepted(reference, { fresh = false } = {}) {
      const { current, before } = await get(reference, fresh);
      const isNew = current.madeAt !== undefined && now() - current.madeAt < acceptedAfterMs;
      const previous = isNew ? await before() : undefined;
      return previous === undefined ? [current.value] : [current.value, previous.value];
    },
  };
}

interface Versions {
  readonly current: Version;
  readonly before: () => Promise<Version | undefined>;
}

async function versionsOf({ secretsManager }: Dependencies, reference: string): Promise<Versions> {
  if (/^arn:aws[a-z-]*:secretsmanager:/.test(reference)) return secretVersions(secretsManager, reference);
  // Do not show the value: somebody may have put the secret itself where its name belongs.
  throw new Error('secret: expected the ARN of a secret of Secrets Manager, got something else');
}

async function secretVersions(client: SecretsManagerClient, SecretId: string): Promise<Versions> {
  const read = async (VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<Version> => {
    const command = new GetSecretValueCommand({ SecretId, VersionStage });
    const { SecretString, CreatedDate } = await client.send(command);
    return versionOf(SecretId, SecretString, CreatedDate);
  };
  return {
    current: await readable(SecretId, read('AWSCURRENT')),
    before: () => readable(SecretId, unlessMissing('ResourceNotFoundException', read('AWSPREVIOUS'))),
  };
}

/** The secret was read, but is not valid. */
class WrongSecret extends Error {
  override readonly name = 'WrongSecret';
}

function versionOf(reference: string, value: string | undefined, madeAt: Date | undefined): Version {
  // With an empty key, anybody could sign.
  if (!value) throw new WrongSecret(`secret ${reference}: expected text, got none`);
  return { value, madeAt: madeAt?.getTime() };
}

/** Rethrows an error with its name and the secret's reference: AWS's own message does not name the secret. */
async function readable<T>(reference: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof WrongSecret) throw error;
    const name = error instanceof Error ? error.name : 'an unknown error';
    throw new Error(`secret ${reference}: could not be read (${name})`, { cause: error });
  }
}

/** Also undefined if the previous version is not a valid secret. */
async function unlessMissing<T>(missing: string, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof WrongSecret || isNamed(error, missing)) return undefined;
    throw error;
  }
}
