import { Cancellation } from '../clock/cancellation.ts';
import { type Clock, sleptFully } from '../clock/clock.ts';
import type { Execution } from './execution.ts';
import { heartbeatMissed, StateFailed, timedOut } from './failure.ts';
import type { Spelling, Told } from './spelling.ts';
import type { TaskTokens } from './task-tokens.ts';

export interface CallbackWait {
  readonly token: string;
  /**
   * Calls the function, once the token can be used. Gives what to record if the task still waits when it has
   * answered; its failure is the task's.
   */
  readonly submit: () => Promise<() => void>;
  /** Limits in simulated seconds: of the whole wait, and between two heartbeats. */
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly execution: Execution;
  readonly tokens: TaskTokens;
  readonly clock: Clock;
  readonly spelling: Spelling;
}

/**
 * Waits until the token's callback, a limit, a failed call of the function or the end of the execution settles
 * the task: whichever is first, the rest changes nothing. The callback may well come before the function has
 * answered. From the moment it is settled the token is closed.
 *
 * @throws StateFailed, or ExecutionEnded if the execution is over
 */
export function waitForCallback(wait: CallbackWait): Promise<Told> {
  const { token, tokens, clock, execution } = wait;
  return new Promise((resolve, reject) => {
    const settled = new Cancellation();
    const settle = (how: () => void) => {
      if (settled.aborted) return;
      settled.abort();
      tokens.close(token);
      execution.over.removeEventListener('abort', cut);
      how();
    };
    const cut = () => settle(() => reject(execution.over.reason));
    execution.over.addEventListener('abort', cut, { once: true });

    let lastBeat = clock.now();
    tokens.open(token, {
      complete: (callback) =>
        settle(() => {
          if (callback.kind === 'succeeded') resolve(wait.spelling.read(callback.output));
          else reject(new StateFailed({ error: callback.error, cause: callback.cause }));
        }),
      heartbeat: () => {
        lastBeat = clock.now();
      },
    });

    const timeout = async (seconds: number) => {
      if (await sleptFully(clock, 1_000 * seconds, settled)) settle(() => reject(timedOut()));
    };
    const watchHeartbeat = async (seconds: number) => {
      for (;;) {
        const due = lastBeat + 1_000 * seconds;
        if (!(await sleptFully(clock, due - clock.now(), settled))) return;
        if (lastBeat + 1_000 * seconds <= due) return settle(() => reject(heartbeatMissed()));
      }
    };
    const submit = async () => {
      const recordSubmission = await wait.submit();
      if (!settled.aborted) recordSubmission();
    };
    const failing = (error: unknown) => settle(() => reject(error));
    if (wait.timeoutSeconds !== undefined) timeout(wait.timeoutSeconds).catch(failing);
    if (wait.heartbeatSeconds !== undefined) watchHeartbeat(wait.heartbeatSeconds).catch(failing);
    submit().catch(failing);
  });
}
