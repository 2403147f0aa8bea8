import type { LocalContext } from '../../context.ts';
import type { Access, ApiCall, RequestContext } from '../access.ts';

/** What the services know of themselves and a call does not say. */
export interface Lookups {
  /** The tags of a resource; none if it is not there, or of a kind without tags here. */
  tagsOf(arn: string): Readonly<Record<string, string>>;
  /** The state machine whose task waits for the token; undefined for a token that is none. */
  machineOf(taskToken: string): string | undefined;
  /** The secret's ARN, by its name or ARN; undefined if there is none. */
  secretArn(idOrName: string): string | undefined;
  /** The key that encrypts the volumes of an endpoint config. */
  volumeKeyOf(endpointConfigName: string): string | undefined;
}

export interface NeedSite extends Lookups {
  readonly context: Pick<LocalContext, 'account' | 'region'>;
}

/** What one operation asks IAM for. */
export type Need = (input: ApiCall['input'], site: NeedSite) => Access | readonly Access[];

export type Needs = Readonly<Record<string, Need>>;

/** @param context values by condition key; a key without a value is left out */
export const need = (
  action: string,
  resource: string,
  context: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): Access => ({ action, resource, context: contextOf(context) });

/** Of an action that has no resources. */
export const anywhere =
  (action: string): Need =>
  () =>
    need(action, '*');

export function contextOf(
  values: Readonly<Record<string, string | readonly string[] | undefined>>,
): RequestContext {
  const context: Record<string, readonly string[]> = {};
  for (const key in values) {
    const value = values[key];
    if (value !== undefined) context[key.toLowerCase()] = typeof value === 'string' ? [value] : value;
  }
  return context;
}

interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

/** `aws:RequestTag/…` and `aws:TagKeys` of the tags in a request. */
export const requestTags = (tags: readonly Tag[] | undefined): Record<string, string | readonly string[]> =>
  tags === undefined || tags.length === 0
    ? {}
    : {
        ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
        'aws:TagKeys': tags.map(({ Key = '' }) => Key),
      };
