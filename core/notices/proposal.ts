import type { CommandFlags } from '../command-flags.ts';
import { type Proposal, proposedCommand } from '../records/proposal.ts';
import { anyChannel } from '../values/channel-id.ts';
import { epochMsOf, utcMinute } from '../values/instant.ts';
import { plain } from '../values/plain-text.ts';
import { askMark } from './marks.ts';
import type { Notice } from './notice.ts';

/** What people need to know of a proposal beside itself. */
export interface ProposedWords {
  /** `stop the rollout of v2` */
  readonly what: string;
  /** What follows if somebody does it: a sentence. */
  readonly effect: string;
  /** The button of the rollout's message that does the same, if there is one. */
  readonly button?: string | undefined;
}

/**
 * Somebody proposes that people do something. The reason may have been written by an assistant that was led astray, so it
 * stands as one line of plain text that says whose words it is, and in no command.
 */
export function proposalNotice(proposal: Proposal, words: ProposedWords, flags: CommandFlags): Notice {
  const { endpoint, rollout, kind, by, reason, until, key } = proposal;
  const button =
    words.button === undefined
      ? ''
      : `, or press ${words.button} on the message of ${rollout} in ${anyChannel()}`;
  return {
    endpoint,
    thread: rollout ?? `${endpoint}-proposals`,
    phase: 'proposal',
    severity: 'warning',
    title: `${askMark} ${endpoint}: it is proposed to ${plain(words.what)}`,
    lines: [
      `Proposed by ${plain(by)}. Nothing has been done.`,
      `Their reason: “${plain(reason)}”`,
      plain(words.effect),
      `Whoever agrees and may do it gives the command below${button}. Otherwise nothing need be done: the proposal lapses at ${utcMinute(epochMsOf(until))}.`,
    ],
    nextSteps: [`${proposedCommand(proposal)}${flags.greenlight}`],
    key: `proposal#${kind}#${key}`,
  };
}
