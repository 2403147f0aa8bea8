import { type Dimension, StandardUnit, Statistic } from '@aws-sdk/client-cloudwatch';
import { AwsError, notCovered } from '../transport/aws-error.ts';

export const statistics: readonly string[] = Object.values(Statistic);
export const units: readonly string[] = Object.values(StandardUnit);

/**
 * @throws AwsError (not covered) if `input` has a member beside `covered` that says anything: what would have no
 *   effect is refused, never ignored
 */
export function refuseUncovered(operation: string, input: object, covered: readonly string[]): void {
  for (const [member, value] of Object.entries(input)) {
    const silent = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (!silent && !covered.includes(member)) throw notCovered(`monitoring ${operation} with ${member}`);
  }
}

/** @throws AwsError `ValidationError` that lists every broken constraint, as AWS's model validation words it */
export function validate(checks: readonly (string | undefined)[]): void {
  const broken = checks.filter((check) => check !== undefined);
  if (broken.length === 0) return;
  throw new AwsError(
    'ValidationError',
    `${broken.length} validation error${broken.length === 1 ? '' : 's'} detected: ${broken.join('; ')}`,
  );
}

const brokenAt = (member: string, value: unknown, constraint: string): string => {
  const shown = value === undefined ? 'null' : `'${Array.isArray(value) ? `[${value.join(', ')}]` : value}'`;
  return `Value ${shown} at '${member}' failed to satisfy constraint: Member must ${constraint}`;
};

export const required = (member: string, value: unknown): string | undefined =>
  value === undefined ? brokenAt(member, value, 'not be null') : undefined;

export function length(
  member: string,
  value: string | readonly unknown[] | undefined,
  min: number,
  max: number,
): string | undefined {
  if (value === undefined) return undefined;
  if (value.length < min) return brokenAt(member, value, `have length greater than or equal to ${min}`);
  return value.length > max ? brokenAt(member, value, `have length less than or equal to ${max}`) : undefined;
}

export const atLeast = (member: string, value: number | undefined, min: number): string | undefined =>
  value !== undefined && !(value >= min)
    ? brokenAt(member, value, `have value greater than or equal to ${min}`)
    : undefined;

export const atMost = (member: string, value: number | undefined, max: number): string | undefined =>
  value !== undefined && value > max
    ? brokenAt(member, value, `have value less than or equal to ${max}`)
    : undefined;

export const finite = (member: string, value: number | undefined): string | undefined =>
  value !== undefined && !Number.isFinite(value) ? brokenAt(member, value, 'be a finite number') : undefined;

export const oneOf = (
  member: string,
  value: string | undefined,
  allowed: readonly string[],
): string | undefined =>
  value !== undefined && !allowed.includes(value)
    ? brokenAt(member, value, `satisfy enum value set: [${allowed.join(', ')}]`)
    : undefined;

/** @throws AwsError `ValidationError` if a dimension lacks its name or value, or there are more than 30 */
export function dimensionsOf(dimensions: readonly Dimension[] | undefined): Record<string, string> {
  const given = dimensions ?? [];
  validate([
    length('dimensions', given, 0, 30),
    ...given.flatMap(({ Name, Value }, index) => [
      required(`dimensions.${index + 1}.member.name`, Name) ??
        length(`dimensions.${index + 1}.member.name`, Name, 1, 255),
      required(`dimensions.${index + 1}.member.value`, Value) ??
        length(`dimensions.${index + 1}.member.value`, Value, 1, 1024),
    ]),
  ]);
  return Object.fromEntries(given.map(({ Name, Value }) => [Name, Value]));
}

/**
 * One page of `items` and the token of the next.
 *
 * @throws AwsError `InvalidNextToken` if `token` is none that this gave out
 */
export function page<T>(
  items: readonly T[],
  size: number,
  token: string | undefined,
): { readonly items: T[]; readonly nextToken: string | undefined } {
  const told = token === undefined ? '0' : Buffer.from(token, 'base64').toString();
  const start = Number(told);
  if (!/^\d+$/.test(told) || !Number.isSafeInteger(start))
    throw new AwsError('InvalidNextToken', 'Invalid nextToken');
  const end = start + size;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(String(end)).toString('base64') : undefined,
  };
}
