import * as z from 'zod';
import { formatDuration } from '../values/duration.ts';
import type { GateQuestion } from './ask.ts';
import { describeDecision } from './decision.ts';
import type { GateKind, GateSnapshot } from './gate.ts';
import { linkProblems } from './link-problems.ts';
import { deadlineOf, gateTime } from './timing.ts';
import { whoFields, whoIsClear, whoProblem } from './who.ts';

/** A person's yes or no. Before the shift: to go ahead. After it: to keep what is live or to roll it back. */
export interface Approval {
  readonly timeoutSeconds: number;
  /** The default answer when the time is up. */
  readonly otherwise: 'approve' | 'reject';
  readonly by?: readonly string[];
  readonly anyoneWithLink: boolean;
}

/** After the shift the answers have their own names. The default is always the answer that changes least. */
const otherwise = {
  before: z.enum(['approve', 'reject'], { error: 'approve or reject' }).default('reject'),
  after: z
    .enum(['keep', 'roll-back'], { error: 'keep or roll-back' })
    .default('roll-back')
    .transform((word) => (word === 'keep' ? ('approve' as const) : ('reject' as const))),
};

const schemaAt = (stage: 'before' | 'after'): z.ZodType<Approval> =>
  z
    .strictObject(
      {
        timeout: gateTime,
        otherwise: otherwise[stage].meta({ description: 'The default answer when the time is up.' }),
        ...whoFields,
      },
      { error: 'fields such as timeout and otherwise' },
    )
    .refine(whoIsClear, whoProblem)
    .transform(({ timeout, by, ...rest }) => ({ timeoutSeconds: timeout, ...rest, ...(by && { by }) }));

const schemas = { before: schemaAt('before'), after: schemaAt('after') };

export const approval: GateKind<Approval> = {
  kind: 'approval',
  stages: ['before', 'after'],
  schema: (stage) => schemas[stage === 'after' ? 'after' : 'before'],
  refusals: (config, around) => linkProblems(config, around),

  step(config, seen) {
    const deadline = deadlineOf(seen, config.timeoutSeconds);
    const words = wordsOf(seen);
    const { decision } = seen;
    if (decision !== undefined && decision.at < deadline) {
      const approved = decision.verdict === 'approve';
      const why = describeDecision(decision, approved ? words.approved : words.rejected);
      return { kind: approved ? 'passed' : 'failed', why };
    }
    if (seen.now >= deadline) {
      const approved = config.otherwise === 'approve';
      const done = approved ? words.approved : words.rejected;
      const why = `nobody decided within ${formatDuration(config.timeoutSeconds)}, so it is ${done} as the manifest says`;
      return { kind: approved ? 'passed' : 'failed', why };
    }
    return { kind: 'waiting', until: deadline, why: 'waits for a person', ask: askOf(config, words) };
  },
};

const askOf = ({ by, anyoneWithLink }: Approval, { question, approve, reject }: Words): GateQuestion => ({
  question,
  approve,
  reject,
  ...(by && { by: [...by] }),
  anyoneWithLink,
  reasonNeeded: false,
});

type Words = ReturnType<typeof wordsOf>;
const wordsOf = ({ stage, nothingBefore = false }: Pick<GateSnapshot, 'stage' | 'nothingBefore'>) =>
  stage === 'after'
    ? nothingBefore
      ? ({
          question: 'Keep what is live now? There is nothing to go back to.',
          approve: 'keep',
          reject: 'reject',
          approved: 'kept',
          rejected: 'rejected',
        } as const)
      : ({
          question: 'Keep what is live now?',
          approve: 'keep',
          reject: 'roll-back',
          approved: 'kept',
          rejected: 'to be rolled back',
        } as const)
    : ({
        question: 'Release it?',
        approve: 'approve',
        reject: 'reject',
        approved: 'approved',
        rejected: 'rejected',
      } as const);
