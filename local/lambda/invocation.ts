import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock/clock.ts';
import type { ApiCall } from '../iam/access.ts';
import type { Permissions, RoleCaller } from '../iam/iam.ts';
import { tellsAbsence } from '../iam/needs/s3.ts';
import { requestedCall } from '../iam/wire-call.ts';
import type { AwsError } from '../transport/aws-error.ts';
import { callOf, type Router } from '../transport/router.ts';
import type { CallAnswer, WireRequest, WireResponse } from '../transport/wire.ts';
import type { Kill, PlannedKill } from './kills.ts';

/** One request of a handler to AWS. */
export interface AwsCall {
  /** The name it is signed for: `sagemaker`, `dynamodb`, `monitoring` … */
  readonly service: string;
  readonly operation: string;
}

/** What became of one invocation: one attempt, where Lambda or Step Functions retries. */
export interface InvocationRecord {
  readonly functionName: string;
  /** The attempts of one asynchronous event share it. */
  readonly requestId: string;
  /** Epoch milliseconds of simulated time. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Whether its container was started for it. */
  readonly cold: boolean;
  readonly outcome: 'succeeded' | 'failed' | 'killed';
  /** The AWS calls that were made, in order, whatever was answered. */
  readonly calls: readonly AwsCall[];
}

/** What an invocation may do; without permissions or a role everything. */
export interface Rights {
  readonly permissions: Permissions | undefined;
  readonly caller: RoleCaller | undefined;
}

/** How long a handler may wait in simulated time. */
export interface Patience {
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly limitMs: number;
  /** What Lambda tells of a handler that waited longer. */
  readonly timeOut: () => Error;
}

/** An invocation on its way: the AWS calls of its handler are counted, and it can be killed at any of them. */
export class Invocation {
  readonly calls: AwsCall[] = [];
  /** Rejects when the invocation is killed, as Lambda tells it; never settles otherwise. */
  readonly death: Promise<never>;
  readonly #kills: readonly PlannedKill[];
  #isOver = false;
  #killed = false;
  #die: (reason: Error) => void = () => {};
  readonly #requestId: string;
  readonly #rights: Rights;
  readonly #patience: Patience;
  #waitedMs = 0;
  #waitsUntil = 0;

  constructor(requestId: string, kills: readonly PlannedKill[], rights: Rights, patience: Patience) {
    this.#requestId = requestId;
    this.#rights = rights;
    this.#patience = patience;
    this.#kills = kills;
    this.death = new Promise((_, reject) => {
      this.#die = reject;
    });
    // Nobody may be waiting for it.
    this.death.catch(() => {});
  }

  get killed(): boolean {
    return this.#killed;
  }

  /** Whether its code was cut off, and with it its container: killed, or out of time. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Waits in simulated time, as SDK clients do before they try a call again. A handler that waits so past its time is
   * told to have timed out, and its code runs no further.
   */
  async backOff(ms: number): Promise<void> {
    const { clock, limitMs, timeOut } = this.#patience;
    const end = clock.now() + ms;
    // Calls made at the same time wait at the same time.
    this.#waitedMs += Math.max(0, end - Math.max(clock.now(), this.#waitsUntil));
    this.#waitsUntil = Math.max(end, this.#waitsUntil);
    await clock.sleep(Math.min(ms, Math.max(0, ms - (this.#waitedMs - limitMs))));
    if (this.#waitedMs > limitMs && !this.#isOver) {
      this.#isOver = true;
      this.#die(timeOut());
    }
    return this.whileAlive(undefined);
  }

  /** Its time is up: it is answered for, and from here on its code gets nowhere. */
  cutOff(): void {
    this.#isOver = true;
  }

  /**
   * Makes a call of the handler's, unless a kill is due before it or its role may not; the answer arrives if the
   * handler still lives.
   * @param refuse gives AWS's refusal as an answer
   */
  async call<T>(call: ApiCall, make: () => Promise<T>, refuse: (error: AwsError) => T): Promise<T> {
    const number = this.calls.length + 1;
    const wait = this.#strike(number, 'before');
    if (wait !== undefined) await this.backOff(wait);
    if (this.#isOver) return never();
    this.calls.push({ service: call.service, operation: call.operation });
    const { permissions, caller } = this.#rights;
    const refusal = caller && permissions?.refusalOf(caller, call);
    // What AWS does in turn is not the handler's: functions that it invokes have invocations of their own.
    const answer = refusal === undefined ? await running.run(undefined, make) : refuse(refusal);
    const pause = this.#strike(number, 'after');
    if (pause !== undefined) await this.backOff(pause);
    return this.whileAlive(answer);
  }

  /** AWS's refusal to tell that an object is not there. */
  refusalOfAbsence(call: ApiCall): AwsError | undefined {
    const { permissions, caller } = this.#rights;
    return caller && permissions?.refusalOfAbsence(caller, call);
  }

  /** `value`, or nothing ever again: the code of a handler that is cut off runs no further. */
  async whileAlive<T>(value: T): Promise<T> {
    return this.#isOver ? never() : value;
  }

  /** Returns how long the handler waits here, where it is not killed. */
  #strike(number: number, moment: Kill['moment']): number | undefined {
    const due = this.#kills.find(
      (planned) => planned.kill.atCall === number && planned.kill.moment === moment,
    );
    if (due === undefined || this.#isOver) return undefined;
    due.struck = true;
    const { pauseMs } = due.kill;
    if (pauseMs !== undefined) return pauseMs;
    this.#isOver = true;
    this.#killed = true;
    const message = `RequestId: ${this.#requestId} Error: Runtime exited with error: signal: killed`;
    this.#die(Object.assign(new Error(message), { name: 'Runtime.ExitError' }));
    return undefined;
  }
}

const never = (): Promise<never> => new Promise(() => {});

/** Whose code is running: the calls of invocations that overlap are told apart by it. */
const running = new AsyncLocalStorage<Invocation | undefined>();

/** The invocation whose code is running. @throws Error where there is none */
export function runningInvocation(): Invocation {
  const invocation = running.getStore();
  if (invocation === undefined) throw new Error('a handler’s client was used outside of its invocation');
  return invocation;
}

/** Runs `work` as the code of `invocation`. */
export const runAs = <T>(invocation: Invocation, work: () => Promise<T>): Promise<T> =>
  running.run(invocation, work);

/** A router for handlers' clients: each request is a call of the invocation that makes it. */
export const routerOfHandlers = (router: () => Router): Router & Required<Pick<Router, 'call'>> => ({
  async dispatch(request) {
    const invocation = running.getStore();
    if (invocation === undefined) return router().dispatch(request);
    const call = requestedCall(request);
    const refuse = (error: AwsError): WireResponse => refusalOf(router(), error, request);
    const make = async (): Promise<WireResponse> => {
      const answer = await router().dispatch(request);
      const isAbsent = answer.status === 404 && tellsAbsence(call);
      const refusal = isAbsent ? invocation.refusalOfAbsence(call) : undefined;
      return refusal === undefined ? answer : refuse(refusal);
    };
    return invocation.call(call, make, refuse);
  },
  async call(call) {
    const make = () => callOf(router(), call);
    const invocation = running.getStore();
    if (invocation === undefined) return make();
    const refuse = (error: AwsError): CallAnswer => {
      const service = router().services?.find(({ id }) => id === call.service);
      if (service?.direct === undefined) throw error;
      return { ok: false, refusal: service.direct.refuse(error) };
    };
    return invocation.call({ ...call, input: call.input as ApiCall['input'] }, make, refuse);
  },
});

function refusalOf(router: Router, error: AwsError, request: WireRequest): WireResponse {
  const answer = router.refuse?.(error, request);
  if (answer === undefined) throw error;
  return answer;
}

/** The clock's `io` for handlers: after it, too, the code of a handler that is cut off runs no further. */
export async function ioOfHandlers<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const invocation = running.getStore();
  const result = await clock.io(work);
  return invocation === undefined ? result : invocation.whileAlive(result);
}
