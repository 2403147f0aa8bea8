import type { Decision } from '../gates/decision.ts';
import type { Outcome } from '../verdict/conclusion.ts';

/*
 * The marks of notices and chat messages: emoji, by the names that Slack and Amazon Q Developer use. The same
 * thing has the same mark everywhere.
 */

export const outcomeMark: Readonly<Record<Outcome, string>> = {
  DEPLOYED: ':white_check_mark:',
  ROLLED_BACK: ':rewind:',
  REJECTED: ':no_entry:',
  SUPERSEDED: ':fast_forward:',
  FAILED: ':rotating_light:',
  TIMED_OUT: ':hourglass:',
};

/** Marks of the phases that notices tell. */
export const phaseMark = {
  queued: ':hourglass_flowing_sand:',
  shifting: ':arrows_counterclockwise:',
  'going-back': ':leftwards_arrow_with_hook:',
} as const;

/** For a gate that asks people. */
export const askMark = ':raised_hand:';

export const verdictMark: Readonly<Record<Decision['verdict'], string>> = {
  approve: ':white_check_mark:',
  reject: ':no_entry:',
};

/** For an alarm that went off. */
export const wentOffMark = ':bell:';
