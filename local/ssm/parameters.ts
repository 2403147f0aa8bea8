import type { ParameterType } from '@aws-sdk/client-ssm';
import { arnOf, type LocalContext } from '../context.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import {
  checkForm,
  checkName,
  checkValue,
  invalid,
  type ParameterVersion,
  parameterNotFound,
  type StoredParameter,
} from './parameter.ts';

/** A parameter to be put. */
export interface NewParameter {
  readonly name: string | undefined;
  readonly value: string | undefined;
  /** Of a parameter that is there it may be left out. */
  readonly type: ParameterType | undefined;
  readonly overwrite?: boolean | undefined;
  readonly allowedPattern?: string | undefined;
}

/** A parameter that was asked for, with the version that was meant. */
export interface FoundParameter {
  readonly parameter: StoredParameter;
  readonly version: ParameterVersion;
  /** What followed the name: `:3`. */
  readonly selector: string | undefined;
}

export interface Parameters {
  /** All of them, by name. */
  all(): readonly StoredParameter[];
  /**
   * By name, with or without a slash before it, or by ARN; with or without `:<version>`. It comes under the name that it
   * was asked for by.
   * @throws AwsError `ParameterNotFound`, `ParameterVersionNotFound`, `ValidationException` (no name of a parameter); not
   *   covered: labels, Secrets Manager's names
   */
  find(nameOrArn: string | undefined): FoundParameter;
  /** @throws AwsError `ParameterAlreadyExists`, `ParameterPatternMismatchException`, `ValidationException` */
  put(parameter: NewParameter): ParameterVersion;
  /** @throws AwsError `ParameterNotFound` */
  remove(name: string | undefined): void;
}

/** "Parameter Store keeps 100 versions of a parameter." */
const mostVersions = 100;

export function createParameters(context: LocalContext): Parameters {
  const byPath = new Map<string, StoredParameter>();
  const prefix = arnOf(context, 'ssm', 'parameter');

  /** `n` and `/n` are one parameter, as their ARN is one. */
  const pathOf = (name: string): string => (name.startsWith('/') ? name : `/${name}`);

  const stored = (name: string): StoredParameter | undefined => {
    if (name.startsWith(`${prefix}/`)) return byPath.get(name.slice(prefix.length));
    if (name.startsWith('arn:')) return undefined;
    checkForm(name);
    const found = byPath.get(pathOf(name));
    return found && { ...found, name };
  };

  return {
    all: () => [...byPath.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),

    find(nameOrArn = '') {
      if (nameOrArn.startsWith('/aws/')) throw notCovered(`ssm parameters of AWS's own (${nameOrArn})`);
      const [, plain = '', selector] =
        /^((?:arn:aws:ssm:[^:]*:[^:]*:)?[^:]*)(?::(.+))?$/.exec(nameOrArn) ?? [];
      const parameter = stored(plain);
      if (parameter === undefined) throw parameterNotFound();
      if (selector !== undefined && !/^\d+$/.test(selector))
        throw notCovered(`ssm parameters by label (${nameOrArn})`);
      const version =
        selector === undefined
          ? parameter.versions.at(-1)
          : parameter.versions.find((each) => each.version === Number(selector));
      if (version === undefined) {
        throw new AwsError(
          'ParameterVersionNotFound',
          `Systems Manager could not find version ${selector} of ${parameter.name}. Verify the version and try again.`,
        );
      }
      return { parameter, version, selector: selector && `:${selector}` };
    },

    put({ name, value, type, overwrite = false, allowedPattern }) {
      checkName(name);
      checkValue(value);
      const path = pathOf(name);
      const existing = byPath.get(path);
      const last = existing?.versions.at(-1);
      if (existing !== undefined && !overwrite) {
        throw new AwsError(
          'ParameterAlreadyExists',
          'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
        );
      }
      const kind = type ?? last?.type;
      if (kind === undefined) throw invalid('A parameter type is required when you create a parameter.');
      if (!['String', 'StringList', 'SecureString'].includes(kind)) {
        throw new AwsError('UnsupportedParameterType', `The parameter type ${kind} is not supported.`);
      }
      if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value)) {
        throw new AwsError(
          'ParameterPatternMismatchException',
          `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
        );
      }
      const changedAt = Math.floor(context.clock.now());
      const version = { value, type: kind, version: (last?.version ?? 0) + 1, changedAt };
      const versions = [...(existing?.versions ?? []), version].slice(-mostVersions);
      byPath.set(path, { name: existing?.name ?? name, arn: `${prefix}${path}`, versions });
      return version;
    },

    remove(name = '') {
      const parameter = stored(name);
      if (parameter === undefined) throw parameterNotFound();
      byPath.delete(pathOf(parameter.name));
    },
  };
}
