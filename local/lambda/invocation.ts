import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock/clock.ts';
import { operationName } from '../transport/operation-name.ts';
import { callOf, type Router, serviceIdOf } from '../transport/router.ts';
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

  constructor(requestId: string, kills: readonly PlannedKill[]) {
    this.#requestId = requestId;
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

  /** Its time is up: it is answered for, and from here on its code gets nowhere. */
  cutOff(): void {
    this.#isOver = true;
  }

  /** Makes a call of the handler's, unless a kill is due before it; the answer arrives if the handler still lives. */
  async call<T>(call: AwsCall, make: () => Promise<T>): Promise<T> {
    const number = this.calls.length + 1;
    this.#strike(number, 'before');
    if (this.#isOver) return never();
    this.calls.push(call);
    // What AWS does in turn is not the handler's: functions that it invokes have invocations of their own.
    const answer = await running.run(undefined, make);
    this.#strike(number, 'after');
    return this.whileAlive(answer);
  }

  /** `value`, or nothing ever again: the code of a handler that is cut off runs no further. */
  async whileAlive<T>(value: T): Promise<T> {
    return this.#isOver ? never() : value;
  }

  #strike(number: number, moment: Kill['moment']): void {
    const due = this.#kills.find(
      (planned) => planned.kill.atCall === number && planned.kill.moment === moment,
    );
    if (due === undefined || this.#isOver) return;
    due.struck = true;
    this.#isOver = true;
    this.#killed = true;
    const message = `RequestId: ${this.#requestId} Error: Runtime exited with error: signal: killed`;
    this.#die(Object.assign(new Error(message), { name: 'Runtime.ExitError' }));
  }
}

const never = (): Promise<never> => new Promise(() => {});

/** Whose code is running: the calls of invocations that overlap are told apart by it. */
const running = new AsyncLocalStorage<Invocation | undefined>();

/** Runs `work` as the code of `invocation`. */
export const runAs = <T>(invocation: Invocation, work: () => Promise<T>): Promise<T> =>
  running.run(invocation, work);

/** A router for handlers' clients: each request is a call of the invocation that makes it. */
export const routerOfHandlers = (router: () => Router): Router & Required<Pick<Router, 'call'>> => ({
  dispatch(request) {
    const make = () => router().dispatch(request);
    const service = serviceIdOf(request);
    return ofInvocation(make, () => ({ service, operation: operationName(service, request) }));
  },
  call(call) {
    const make = () => callOf(router(), call);
    return ofInvocation(make, () => ({ service: call.service, operation: call.operation }));
  },
});

function ofInvocation<T>(make: () => Promise<T>, call: () => AwsCall): Promise<T> {
  const invocation = running.getStore();
  return invocation === undefined ? make() : invocation.call(call(), make);
}

/** The clock's `io` for handlers: after it, too, the code of a handler that is cut off runs no further. */
export async function ioOfHandlers<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const invocation = running.getStore();
  const result = await clock.io(work);
  return invocation === undefined ? result : invocation.whileAlive(result);
}
