import * as z from 'zod';
import type { Breach } from '../cloudwatch/breach.ts';
import { type Problem, sentence } from '../values/problem.ts';
import { alarmsToo, endStop, rollbackCause, rollbackReason, stoppedBy, unwantedReason } from './cause.ts';
import type { Conclusion, Outcome } from './conclusion.ts';
import type { Verdict } from './decide-verdict.ts';
import type { Ending } from './ending.ts';
import type { Stop } from './stop.ts';

/** What an outcome depends on besides the ending. */
interface Concluded {
  /** The rollout was a rollback. If that is stopped, the release that people wanted to leave still serves. */
  readonly isRollback: boolean;
  /** What served before; null if the rollout creates the endpoint, undefined if it never had a plan. */
  readonly previousConfig: string | null | undefined;
}

const aRelease: Concluded = { isRollback: false, previousConfig: undefined };

/** Exactly one outcome for every ending (docs/operating.md, "By outcome"). */
export function concludeEnding(ending: Ending, rollout = aRelease): Conclusion {
  switch (ending.kind) {
    case 'refused':
      return conclusion('REJECTED', refusalCause(ending.problems), { problems: ending.problems });
    case 'stopped':
      return concludeStop(ending.stop);
    case 'verdict': {
      const { verdict } = ending;
      const undone =
        rollout.isRollback &&
        verdict.kind === 'rolled-back' &&
        (verdict.byOthers || rollbackCause(verdict) !== 'stop');
      return undone ? concludeUndone(verdict, rollout) : concludeVerdict(verdict, rollout);
    }
    case 'went-back':
      return concludeGoingBack(ending.unwanted, ending.verdict);
    case 'error':
      return conclusion('FAILED', meanwhile(errorCause(ending), ending.breaches), {
        breaches: ending.breaches ?? [],
        // The new config may be live, and nothing vouches for it.
        urgent: ['AwaitAgain', 'ShiftBack', 'OpenGatesAfter', 'AwaitGateAfter'].includes(ending.during),
      });
    case 'timed-out':
      return concludeTimeout(ending);
    default:
      return ending satisfies never;
  }
}

const conclusion = (outcome: Outcome, cause: string, rest: Partial<Conclusion> = {}): Conclusion => ({
  outcome,
  cause,
  problems: [],
  breaches: [],
  urgent: false,
  ...rest,
});

function concludeStop(stop: Stop): Conclusion {
  switch (stop.kind) {
    case 'abort':
    case 'gate':
      return conclusion('REJECTED', `${stoppedBy(stop)} Nothing was changed.`, { stop });
    case 'superseded':
      return conclusion('SUPERSEDED', stoppedBy(stop), { stop });
    default:
      return stop.kind satisfies never;
  }
}

function concludeVerdict(verdict: Verdict, { previousConfig }: Concluded): Conclusion {
  switch (verdict.kind) {
    case 'live':
      return conclusion('DEPLOYED', 'The new config is live, and no rollback alarm is on.');
    case 'unwanted': {
      // Usually a first release: any other release that should not stay is taken back.
      const why = unwantedReason(verdict, (alarms) => `In ALARM: ${alarms}.`);
      const back = previousConfig
        ? 'and nothing has taken it back'
        : 'and there is none from before to go back to';
      const cause = `${why} The new config serves, ${back}; decide now.`;
      return conclusion('FAILED', cause, {
        breaches: verdict.breaches,
        urgent: true,
        ...(verdict.stop && { stop: verdict.stop }),
      });
    }
    case 'not-begun':
      return concludeStop(verdict.stop);
    case 'rolled-back': {
      const { breaches, stop } = verdict;
      if (verdict.byOthers)
        return conclusion(
          'ROLLED_BACK',
          meanwhile(`${byOthersText} The config from before serves.`, breaches),
          {
            breaches,
            ...(stop && { stop }),
          },
        );
      // A fleet that did not start may never have had traffic, so it may not be true that it was shifted
      // back.
      const back =
        rollbackCause(verdict) === 'aws'
          ? 'SageMaker ended the update; all traffic is on the config from before.'
          : 'SageMaker shifted all traffic back; the config from before serves.';
      const cause = `${rollbackReason(verdict)} ${back}`;
      return conclusion('ROLLED_BACK', cause, { breaches, ...(stop && { stop }) });
    }
    case 'failed':
      return conclusion('FAILED', meanwhile(failureCause(verdict), verdict.breaches), {
        breaches: verdict.breaches,
        urgent: true,
      });
    default:
      return verdict satisfies never;
  }
}

/** The cause, and the alarms that it does not name. Whether one of them led to it is not known. */
function meanwhile(cause: string, breaches: readonly Breach[] = []): string {
  const untold = breaches.filter(({ name }) => !cause.includes(name));
  return [cause, alarmsToo(untold, 'went off meanwhile')].filter((part) => part !== '').join(' ');
}

const byOthersText = 'Somebody else updated the endpoint back when the release was live already.';

function concludeUndone(
  verdict: Extract<Verdict, { kind: 'rolled-back' }>,
  { previousConfig }: Concluded,
): Conclusion {
  const serving = previousConfig ?? 'the config from before';
  const cause = verdict.byOthers
    ? meanwhile(
        `Somebody else reverted the rollback after it was done: ${serving} serves again; decide now.`,
        verdict.breaches,
      )
    : `The rollback could not be done: ${rollbackReason(verdict)} ${serving} still serves; decide now.`;
  const { breaches, stop } = verdict;
  return conclusion('FAILED', cause, { breaches, urgent: true, ...(stop && { stop }) });
}

function concludeGoingBack(unwanted: Verdict, verdict: Verdict): Conclusion {
  const breaches = unwanted.kind === 'unwanted' ? unwanted.breaches : [];
  const stop = unwanted.kind === 'unwanted' ? unwanted.stop : undefined;
  const why = unwantedReason(
    { breaches, ...(stop && { stop }) },
    (alarms) => `Alarm ${alarms} after the last bake.`,
  );
  const rest = { breaches, ...(stop && { stop }) };
  if (verdict.kind === 'live' || verdict.kind === 'unwanted') {
    const cause = `${why} The endpoint was updated back; the config from before serves.`;
    return conclusion('ROLLED_BACK', cause, rest);
  }
  const how =
    verdict.kind === 'failed'
      ? failureCause(verdict)
      : verdict.kind === 'rolled-back' && verdict.byOthers
        ? 'The endpoint was updated back, and then by somebody else to this release again: the new config serves.'
        : verdict.kind === 'rolled-back'
          ? `Going back failed (${verdict.failureReason ?? 'AWS gave no reason'}): the new config still serves.`
          : 'Going back was not begun: the new config still serves.';
  return conclusion('FAILED', `${why} ${how}`, { ...rest, urgent: true });
}

function concludeTimeout({ during, breaches = [] }: Extract<Ending, { kind: 'timed-out' }>): Conclusion {
  switch (during) {
    case 'queue':
      return conclusion('REJECTED', 'It waited too long for the rollouts before it; nothing was changed.');
    case 'busy-endpoint':
      return conclusion(
        'REJECTED',
        'The endpoint was busy with something else for too long; nothing was changed.',
      );
    case 'shift':
    case 'going-back': {
      const cause =
        'No end was seen within the time allowed; the endpoint is still changing. It is watched until it comes to rest.';
      return conclusion('TIMED_OUT', meanwhile(cause, breaches), { breaches, urgent: true });
    }
    default:
      return during satisfies never;
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
    case 'put-live':
      return `Somebody else put ${verdict.serving} live again after it had been rolled back: it serves, and nothing vouches for it.${reason}`;
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

/** Step Functions gives a function's error as JSON text in Cause; people need its message. */
export function errorText(ending: Extract<Ending, { kind: 'error' }>): string {
  let message = ending.cause ?? '';
  try {
    message = lambdaErrorSchema.parse(JSON.parse(message)).errorMessage;
  } catch {
    // Not such JSON: told unchanged.
  }
  return `${ending.during} failed with ${ending.error}${message ? `: ${message}` : ''}`;
}

const errorCause = (ending: Extract<Ending, { kind: 'error' }>): string => endStop(errorText(ending));
