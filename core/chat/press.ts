import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type GatePlace, gateOfKey } from '../gates/gate-key.ts';
import type { Keyring } from '../links/keyring.ts';
import { type Refusal, type TokenClaim, verifyToken } from '../links/signed-link.ts';
import { channelIdSchema } from '../values/channel-id.ts';
import { type Click, clickSchema } from './click.ts';

/** A press on its way through the queue. */
export const pressSchema = z.object({
  /** Not in those that version 0.1 queued. */
  via: channelIdSchema.default('slack'),
  click: clickSchema,
  /** When the channel's request arrived, epoch milliseconds. */
  at: z.number(),
});
export type Press = z.infer<typeof pressSchema>;

/** What a press asks for, as its button was signed. */
export type PressedAction =
  | { readonly kind: 'gate'; readonly claim: TokenClaim; readonly gate: GatePlace }
  | { readonly kind: 'abort' | 'roll-back'; readonly claim: TokenClaim }
  /** Nothing is done; why, for whoever pressed. `isUnverified`: the key may have been changed just now. */
  | { readonly kind: 'refused'; readonly why: string; readonly isUnverified: boolean };

/** Verifies the button's value. It has to have been good when it was pressed: the queue may take its time. */
export function askedBy(keyring: Keyring, { via, click, at }: Press): PressedAction {
  const verified = verifyToken(keyring, via, click.reference, at, { action: click.action });
  if (!verified.ok) {
    const { refusal } = verified;
    const isUnverified = refusal === 'unknown-key' || refusal === 'tampered';
    return { kind: 'refused', why: refusals[refusal], isUnverified };
  }
  const { claim } = verified;
  if (claim.gate !== undefined) {
    const gate = gateOfKey(claim.gate);
    if (gate?.rollout !== claim.rollout)
      return { kind: 'refused', why: refusals.malformed, isUnverified: false };
    return { kind: 'gate', claim, gate };
  }
  switch (claim.action) {
    case 'abort':
    case 'roll-back':
      return { kind: claim.action, claim };
    default:
      return { kind: 'refused', why: refusals.malformed, isUnverified: false };
  }
}

/** In the words for a button. */
const refusals: Readonly<Record<Refusal, string>> = {
  malformed: 'This is not a button of Greenlight as it is now. Nothing was changed.',
  'unknown-key':
    'This button was signed with a key that is not in use any more. Take one of a newer message. Nothing was changed.',
  tampered: 'This button was changed after it was made. Nothing was changed.',
  expired: 'This button has expired. Nothing was changed.',
  'other-purpose': 'This button is for something else. Nothing was changed.',
};

/** What only whoever pressed is told: a sentence, with a sign of whether it was done. */
export function answerText(done: boolean, message: string): string {
  // Not a name, which stays as it is.
  const sentence = message.replace(/^[a-z]+ /, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const ended = /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
  return `${done ? ':white_check_mark:' : ':no_entry:'} ${ended}`;
}

/** As the ledger and people have whoever pressed: the name may be anything, the id is the channel's. */
export const userName = ({ user }: Click): string => `${user.name.slice(0, 80)} (${user.id})`;

/** Tells presses apart. The channel's own id for it may be of any length, and good for more than that. */
export const pressKey = ({ trigger }: Click): string =>
  createHash('sha256').update(trigger).digest('hex').slice(0, 40);
