import * as z from 'zod';
import { breachSchema, describeBreach } from '../alarm.ts';
import { type Problem, problemSchema, sentence } from '../problem.ts';
import { type Verdict, verdictSchema } from './decide.ts';

/** How the state machine came to Conclude. */
export const endingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refused'), problems: z.array(problemSchema).min(1) }),
  z.object({ kind: z.literal('verdict'), verdict: verdictSchema }),
  z.object({ kind: z.literal('error'), during: z.string(), error: z.string(), cause: z.string().optional() }),
  z.object({ kind: z.literal('timed-out') }),
]);
export type Ending = z.infer<typeof endingSchema>;

export const outcomeSchema = z.enum(['DEPLOYED', 'ROLLED_BACK', 'REJECTED', 'FAILED', 'TIMED_OUT']);
export type Outcome = z.infer<typeof outcomeSchema>;

/** The one end of a rollout, as the ledger keeps it and people are told it. */
export const conclusionSchema = z.object({
  outcome: outcomeSchema,
  /** One sentence: why it ended so. */
  cause: z.string(),
  problems: z.array(problemSchema),
  breaches: z.array(breachSchema),
  /** Somebody has to act now. */
  urgent: z.boolean(),
});
export type Conclusion = z.infer<typeof conclusionSchema>;

/** Exactly one outcome for every ending (design §2). */
export function concludeEnding(ending: Ending): Conclusion {
  const nothing = { problems: [], breaches: [], urgent: false };
  switch (ending.kind) {
    case 'refused':
      return {
        ...nothing,
        outcome: 'REJECTED',
        cause: refusalCause(ending.problems),
        problems: ending.problems,
      };
    case 'verdict':
      return concludeVerdict(ending.verdict);
    case 'error':
      return {
        ...nothing,
        outcome: 'FAILED',
        cause: errorCause(ending),
        urgent: ending.during === 'AwaitAgain',
      };
    case 'timed-out': {
      const cause =
        'No end was seen within the time allowed; the endpoint may still be changing. Look at it before the next release.';
      return { ...nothing, outcome: 'TIMED_OUT', cause, urgent: true };
    }
    default:
      return ending satisfies never;
  }
}

function concludeVerdict(verdict: Verdict): Conclusion {
  const { breaches } = verdict;
  const alarms = breaches.map(describeBreach).join(', ');
  switch (verdict.kind) {
    case 'live': {
      // SageMaker watches alarms in its bakes only; one that trips after the last bake rolls nothing back.
      const cause = `The new config is live, but in ALARM after the last bake: ${alarms}. Nothing has rolled back; decide now.`;
      if (breaches.length > 0) return { outcome: 'FAILED', cause, problems: [], breaches, urgent: true };
      return {
        outcome: 'DEPLOYED',
        cause: 'The new config is live, and no rollback alarm is on.',
        problems: [],
        breaches,
        urgent: false,
      };
    }
    case 'rolled-back': {
      const why = breaches.length > 0 ? `Alarm ${alarms}` : (verdict.failureReason ?? 'AWS gave no reason');
      const cause = `${endStop(why)} SageMaker shifted all traffic back; the config from before serves.`;
      return { outcome: 'ROLLED_BACK', cause, problems: [], breaches, urgent: false };
    }
    case 'failed':
      return { outcome: 'FAILED', cause: failureCause(verdict), problems: [], breaches, urgent: true };
    default:
      return verdict satisfies never;
  }
}

function failureCause(verdict: Extract<Verdict, { kind: 'failed' }>): string {
  const reason = verdict.failureReason === undefined ? '' : ` AWS says: ${endStop(verdict.failureReason)}`;
  switch (verdict.why) {
    case 'endpoint-failed':
      return `The endpoint is ${verdict.status} and serves nothing; it can only be deleted.${reason}`;
    case 'rollback-failed':
      return `The update failed and so did its rollback: both configs may be serving. Update the endpoint to a config that works.${reason}`;
    case 'foreign-update':
      return `Somebody else updated the endpoint meanwhile: ${verdict.serving} serves, neither this release nor the one before.${reason}`;
    case 'deleted':
      return `The endpoint was deleted during the rollout.${reason}`;
    default:
      return verdict.why satisfies never;
  }
}

const refusalCause = (problems: readonly Problem[]): string =>
  problems.length === 1
    ? sentence(problems[0] as Problem)
    : `${problems.length} problems; nothing in SageMaker was changed.`;

const lambdaErrorSchema = z.object({ errorMessage: z.string() });

/** Step Functions gives a function's error as JSON text in Cause; people want its message. */
function errorCause(ending: Extract<Ending, { kind: 'error' }>): string {
  let message = ending.cause ?? '';
  try {
    message = lambdaErrorSchema.parse(JSON.parse(message)).errorMessage;
  } catch {
    // Not such JSON: told as it came.
  }
  return endStop(`${ending.during} failed with ${ending.error}${message ? `: ${message}` : ''}`);
}

const endStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
