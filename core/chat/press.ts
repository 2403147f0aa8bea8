import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type GatePlace, gateOfKey } from '../gates/gate-key.ts';
import type { Keyring } from '../links/keyring.ts';
import { type Refusal, type TokenClaim, verifyToken } from '../links/signed-link.ts';
import { channelIdSchema } from '../values/channel-id.ts';
import { type Click, clickSchema } from './click.ts';

/** A press, as the queue carries it. */
export const pressSchema = z.object({
  /** Absent in presses that version 0.1 queued. */
  via: channelIdSchema.default('slack'),
  click: clickSchema,
  /** When the channel's request arrived, epoch milliseconds. */
  at: z.number(),
});
export type Press = z.infer<typeof pressSchema>;

/** The action that the button's signed value names. */
export type PressedAction =
  | { readonly kind: 'gate'; readonly claim: TokenClaim; readonly gate: GatePlace }
  | { readonly kind: 'abort' | 'roll-back'; readonly claim: TokenClaim }
  /**
   * Nothing is done; `why` is for the person who pressed. `isUnverified`: the key may just have been rotated.
   */
  | { readonly kind: 'refused'; readonly why: string; readonly isUnverified: boolean };

/**
 * Verifies the button's value. It must have been valid at the time of the press, because the queue may take
 * long.
 */
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

/** Reasons for a refusal, worded for buttons. */
const refusals: Readonly<Record<Refusal, string>> = {
  malformed: 'This is not a button of this version of Greenlight. Nothing was changed.',
  'unknown-key':
    'This button was signed with a key that is no longer in use. Use a button of a newer message. Nothing was changed.',
  tampered: 'This button was changed after it was made. Nothing was changed.',
  expired: 'This button has expired. Nothing was changed.',
  'other-purpose': 'This button is for something else. Nothing was changed.',
};

/** The answer that only the person who pressed sees: a sentence, with a mark for done or not done. */
export function answerText(done: boolean, message: string): string {
  // A capital for the first word, but not for a name, which must stay as it is.
  const sentence = message.replace(/^[a-z]+ /, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const ended = /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
  return `${done ? ':white_check_mark:' : ':no_entry:'} ${ended}`;
}

/**
 * How the ledger and people see the person who pressed. The name may be anything; the id is the channel's.
 */
export const userName = ({ user }: Click): string => `${user.name.slice(0, 80)} (${user.id})`;

/**
 * Identifies a press. It is a hash, because the channel's own id may have any length and may grant rights.
 */
export const pressKey = ({ trigger }: Click): string =>
  createHash('sha256').update(trigger).digest('hex').slice(0, 40);
