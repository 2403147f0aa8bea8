import { arnOf, type LocalContext } from '../context.ts';
import { AwsError } from '../transport/aws-error.ts';
import { type Secret, type SecretValue, type SecretVersion, withVersion } from './secret.ts';
import { invalidParameter, invalidRequest, notFound } from './secret-error.ts';

export interface NewSecret {
  readonly name: string | undefined;
  readonly description?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly tags?: Secret['tags'] | undefined;
  /** Made up if there is none. */
  readonly token?: string | undefined;
  readonly value?: SecretValue | undefined;
}

/** The secrets there are. */
export interface Secrets {
  /** Every one, by name; those to be deleted are among them. */
  all(): readonly Secret[];
  /**
   * By name or ARN, with or without the ARN's six random characters.
   * @throws AwsError `ResourceNotFoundException`, `InvalidRequestException` (to be deleted)
   */
  usable(id: string | undefined): Secret;
  /** The same, to be deleted or not; undefined if there is none. */
  find(id: string | undefined): Secret | undefined;
  /** @throws AwsError `ResourceExistsException`, `InvalidRequestException`, `InvalidParameterException` */
  create(secret: NewSecret): { readonly secret: Secret; readonly version: string | undefined };
  /** Adds a version. @throws AwsError as `withVersion` does, `InvalidParameterException` */
  put(
    secret: Secret,
    value: SecretValue,
    token: string | undefined,
    stages?: readonly string[],
  ): SecretVersion;
  /** At once. */
  remove(secret: Secret): void;
}

export function createSecrets(context: LocalContext): Secrets {
  const { clock, random } = context;
  const byName = new Map<string, Secret>();
  const now = () => Math.floor(clock.now());

  /** Those whose recovery window has passed are gone. */
  const expire = () => {
    for (const [name, { deletion }] of byName) if (deletion && deletion.at <= now()) byName.delete(name);
  };

  const find = (id: string | undefined): Secret | undefined => {
    if (!id) throw invalidParameter('You must provide a SecretId.');
    expire();
    return byName.get(id) ?? [...byName.values()].find(({ arn }) => arn === id || arn.slice(0, -7) === id);
  };

  const put: Secrets['put'] = (secret, value, token, stages = ['AWSCURRENT']) => {
    checkValue(value);
    checkToken(token);
    const id = token ?? random.uuid();
    const version = { ...value, id, createdAt: now(), stages };
    const versions = withVersion(secret, version);
    if (versions !== secret.versions) secret.changedAt = now();
    secret.versions = versions;
    return versions.find((each) => each.id === id) ?? version;
  };

  return {
    all() {
      expire();
      return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    find,
    usable(id) {
      const secret = find(id);
      if (secret === undefined) throw notFound();
      if (secret.deletion !== undefined) {
        throw invalidRequest(
          "You can't perform this operation on the secret because it was marked for deletion.",
        );
      }
      return secret;
    },
    create({ name, description, kmsKeyId, tags = [], token, value }) {
      checkName(name);
      const existing = find(name);
      if (existing?.deletion !== undefined) {
        throw invalidRequest(
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
      }
      if (existing !== undefined) {
        // The same request again, after an answer that was lost.
        if (token !== undefined && value !== undefined && existing.versions.some(({ id }) => id === token)) {
          return { secret: existing, version: put(existing, value, token).id };
        }
        throw new AwsError(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
        );
      }
      const secret: Secret = {
        name,
        arn: arnOf(context, 'secretsmanager', `secret:${name}-${random.hex(6)}`),
        createdAt: now(),
        description,
        kmsKeyId,
        tags,
        changedAt: now(),
        accessedAt: undefined,
        deletion: undefined,
        versions: [],
      };
      const version = value && put(secret, value, token).id;
      byName.set(name, secret);
      return { secret, version };
    },
    put,
    remove: ({ name }) => void byName.delete(name),
  };
}

/** API reference, CreateSecret. */
function checkName(name: string | undefined): asserts name is string {
  if (name !== undefined && /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) return;
  throw new AwsError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
}

/** 65,536 bytes (API reference, SecretString). */
const largestValue = 65_536;

function checkValue({ text, bytes }: SecretValue): void {
  if (text !== undefined && bytes !== undefined)
    throw invalidParameter('You can specify either SecretString or SecretBinary, but not both.');
  if (text === undefined && bytes === undefined)
    throw invalidParameter('You must provide either SecretString or SecretBinary.');
  const size = text === undefined ? (bytes?.length ?? 0) : Buffer.byteLength(text);
  if (size < 1 || size > largestValue)
    throw invalidParameter(`A secret value must have 1 to ${largestValue} bytes, got ${size}.`);
}

function checkToken(token: string | undefined): void {
  if (token === undefined || (token.length >= 32 && token.length <= 64)) return;
  throw invalidParameter('ClientRequestToken must be 32-64 characters long.');
}
