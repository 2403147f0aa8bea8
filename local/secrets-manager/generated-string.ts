import type { Random } from '../random.ts';
import { invalidParameter } from './secret-error.ts';

/** What CloudFormation takes as `GenerateSecretString`, and the API as GetRandomPassword. */
export interface GeneratedString {
  readonly PasswordLength?: number | undefined;
  readonly ExcludeCharacters?: string | undefined;
  readonly ExcludeLowercase?: boolean | undefined;
  readonly ExcludeNumbers?: boolean | undefined;
  readonly ExcludePunctuation?: boolean | undefined;
  readonly ExcludeUppercase?: boolean | undefined;
  readonly IncludeSpace?: boolean | undefined;
  readonly RequireEachIncludedType?: boolean | undefined;
  /** JSON of an object that the string is put into, under `GenerateStringKey`. */
  readonly SecretStringTemplate?: string | undefined;
  readonly GenerateStringKey?: string | undefined;
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const numbers = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/**
 * A secret string as CloudFormation would generate it. It comes from the seed and is the same in every run, which is
 * what makes a run replayable: nothing here is a secret.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function generatedString(options: GeneratedString, random: Random): string {
  const password = randomPassword(options, random);
  const { SecretStringTemplate: template, GenerateStringKey: key } = options;
  if (template === undefined && key === undefined) return password;
  if (template === undefined || key === undefined)
    throw invalidParameter('SecretStringTemplate and GenerateStringKey need one another.');
  let object: unknown;
  try {
    object = JSON.parse(template);
  } catch {
    object = undefined;
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object))
    throw invalidParameter('SecretStringTemplate must be the JSON of an object.');
  return JSON.stringify({ ...object, [key]: password });
}

function randomPassword(options: GeneratedString, random: Random): string {
  const { PasswordLength: length = 32, RequireEachIncludedType: requiresEach = true } = options;
  const kinds = [
    options.ExcludeLowercase ? '' : lower,
    options.ExcludeUppercase ? '' : lower.toUpperCase(),
    options.ExcludeNumbers ? '' : numbers,
    options.ExcludePunctuation ? '' : punctuation,
    options.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !options.ExcludeCharacters?.includes(character)))
    .filter((kind) => kind.length > 0);
  const all = kinds.flat();
  const least = requiresEach ? kinds.length : 1;
  if (all.length === 0)
    throw invalidParameter('Every character is excluded: nothing is left to generate from.');
  if (!(length >= least && length <= 4096))
    throw invalidParameter(`PasswordLength must be from ${least} to 4096, got ${length}.`);
  const anyOf = (characters: readonly string[]) =>
    characters[Math.floor(random.next() * characters.length)] ?? '';
  const required = requiresEach ? kinds.map(anyOf) : [];
  const characters = [...required, ...Array.from({ length: length - required.length }, () => anyOf(all))];
  // Fisher–Yates, so that the required ones stand anywhere.
  for (let last = characters.length - 1; last > 0; last--) {
    const other = Math.floor(random.next() * (last + 1));
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}
