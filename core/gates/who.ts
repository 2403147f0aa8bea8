import * as z from 'zod';
import { anyChannel, type ChannelId } from '../values/channel-id.ts';
import { channelPeople, isOfAnyChannel, isOfChannel } from './channel-people.ts';
import { globMatches } from './glob.ts';

/** Somebody who decides: with a proven identity, or by a link, which proves none. */
export type Who =
  | {
      readonly via: ChannelId;
      readonly user: string;
      readonly name?: string;
      /** The groups that the user is in, as far as the channel was asked. */
      readonly groups?: readonly string[];
    }
  | { readonly via: 'iam'; readonly arn: string }
  | { readonly via: 'link' };

const deciderExpected = `${Object.values(channelPeople)
  .map(({ expected }) => expected)
  .join(', ')}, or an ARN of an IAM user or role, in which * stands for anything`;

const principal = /^arn:aws[a-z-]*:(iam|sts)::(\d{12}|\*):(user|role|assumed-role|federated-user)\/\S+$/;

/**
 * The ARN of a session does not contain the role's path, so a pattern on paths could never be checked. It is
 * refused, so that nobody relies on it. A path without `*` is harmless: a role's name is unique in its
 * account whatever its path (IAM, CreateRole).
 */
const decider = z
  .string({ error: deciderExpected })
  .max(2048, { error: deciderExpected })
  .refine((text) => isOfAnyChannel(text) || principal.test(text), { error: deciderExpected })
  .refine((text) => !/:role\/(.*\*.*\/|.*\/.*\*)/.test(text), {
    error: 'a role without * in or behind its path, since the ARN of a session has no path',
  });

/** A gate's fields that say who may decide. */
export const whoFields = {
  by: z
    .array(decider, { error: `a list of ${anyChannel()} ids or ARNs` })
    .min(1, { error: 'at least one who may decide' })
    .max(20, { error: 'at most 20 who may decide' })
    .meta({ description: `Who may decide. Default: everyone whose identity ${anyChannel('IAM')} proves.` })
    .optional(),
  anyoneWithLink: z
    .boolean({ error: 'true or false' })
    .meta({ description: 'Whether a signed link is enough, though it identifies no one.' })
    .default(false),
};

interface WhoMay {
  readonly by?: readonly string[] | undefined;
  readonly anyoneWithLink: boolean;
}

/** `by` has no meaning if a link is enough. */
export const whoIsClear = (may: WhoMay): boolean => !may.anyoneWithLink || may.by === undefined;
export const whoProblem = {
  path: ['by'],
  error: 'no such field where anyoneWithLink is true: a link identifies no one',
};

/** Whether this person may decide the gate. */
export function mayDecide(who: Who, may: WhoMay): boolean {
  switch (who.via) {
    case 'link':
      return may.anyoneWithLink;
    case 'iam':
      return may.by === undefined || may.by.some((one) => arnMatches(one, who.arn));
    default: {
      const ids = [who.user, ...(who.groups ?? [])];
      return may.by === undefined || may.by.some((one) => isOfChannel(who.via, one) && ids.includes(one));
    }
  }
}

/**
 * Matches each part between colons by itself, as IAM's ArnLike does. A session's ARN is compared both as it
 * is and as its role's: `arn:aws:sts::1…:assumed-role/Deployer/ana` is `arn:aws:iam::1…:role/Deployer`.
 */
function arnMatches(pattern: string, arn: string): boolean {
  const wanted = partsOf(withoutPath(pattern));
  return [arn, roleOf(arn)].some(
    (one) => one !== undefined && partsOf(one).every((part, at) => globMatches(wanted[at] ?? '', part)),
  );
}

/** An ARN's six parts; the last one may contain colons. */
function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const withoutPath = (arn: string): string => arn.replace(/:role\/[^*]*\/([^/*]+)$/, ':role/$1');

function roleOf(arn: string): string | undefined {
  const [, before, account, role] = /^(arn:[a-z-]+:)sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role === undefined ? undefined : `${before}iam::${account}:role/${role}`;
}
