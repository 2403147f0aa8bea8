import { AwsError } from '../transport/aws-error.ts';
import type { Execution } from './execution.ts';
import { historyLimit } from './history.ts';

const day = 24 * 3_600_000;
/** AWS: "the redrivable period of 14 days", from the end of the execution. */
const redrivablePeriod = 14 * day;
/** AWS: "the maximum open time of one year", from its start. */
const longestOpen = 365 * day;
/** AWS: client tokens "are valid for up to 15 minutes after they are first used", the last ten of them. */
const tokenLifetime = 15 * 60_000;
const tokensKept = 10;

export interface Redrivable {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE';
  readonly redriveStatusReason: string | null;
}

/** Whether RedriveExecution would take the execution at `now`, and why not (API reference, DescribeExecution). */
export function redriveOf(execution: Execution, now: number): Redrivable {
  const reason = obstacle(execution, now);
  return reason === undefined
    ? { redriveStatus: 'REDRIVABLE', redriveStatusReason: null }
    : { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
}

function obstacle({ ending, status, startedAt, history }: Execution, now: number): string | undefined {
  if (ending === undefined || ending.status === 'SUCCEEDED') {
    return `Execution is ${status} and cannot be redriven`;
  }
  // ExecutionRedriven and one more event must find room.
  if (history.events.length >= historyLimit - 1) return 'Execution history event limit exceeded';
  if (now - startedAt > longestOpen) return 'Execution has exceeded the max execution time';
  if (now - ending.at > redrivablePeriod) return 'Execution redrivable period exceeded';
  return undefined;
}

/** Redrives executions, each client token once. */
export class Redrives {
  readonly #used = new Map<Execution, { readonly token: string; readonly at: number }[]>();

  /**
   * @param again runs the execution from where it ended
   * @returns when it was redriven: now, or then if the token was used already
   * @throws AwsError ExecutionNotRedrivable
   */
  redrive(
    execution: Execution,
    token: string | undefined,
    now: number,
    again: (execution: Execution) => void,
  ): number {
    const used = this.#used.get(execution) ?? [];
    const before = used.find((use) => use.token === token && now - use.at <= tokenLifetime);
    if (before !== undefined) return before.at;
    const { redriveStatusReason } = redriveOf(execution, now);
    if (redriveStatusReason !== null) {
      throw new AwsError('ExecutionNotRedrivable', `Execution Not Redrivable: '${redriveStatusReason}'`);
    }
    execution.redrive();
    again(execution);
    if (token !== undefined) this.#used.set(execution, [...used, { token, at: now }].slice(-tokensKept));
    return now;
  }
}
