import type { Random } from '../random.ts';
import { AwsError } from './aws-error.ts';
import { throttled } from './throttled.ts';

/** Calls of the API that fail: as AWS fails them under load, or as a story wants it. */
export interface CallFault {
  /** The name requests are signed for: `sagemaker`, `dynamodb`, `states`, `monitoring`, `runtime.sagemaker` … */
  readonly service: string;
  /** AWS's name; any operation of the service if left out. */
  readonly operation?: string;
  /** Which of these calls from now on is the first to fail: 1 (default) is the next. */
  readonly nth?: number;
  /** How many fail, one after the other (default 1; `Infinity` for all). */
  readonly times?: number;
  /** Each of them fails with this probability (default 1). */
  readonly chance?: number;
  /** What is answered: the service's own throttling error, a fault of the service, or an error by its code. */
  readonly error:
    | 'throttled'
    | 'failed'
    | { readonly code: string; readonly message: string; readonly status?: number };
  /** `refused` (default): nothing is done. `answer-lost`: the call is made, and the error answered all the same. */
  readonly effect?: 'refused' | 'answer-lost';
  /** Called with each call that is struck. */
  readonly onStrike?: (call: StruckCall) => void;
}

/** A call that a fault has struck. */
export interface StruckCall {
  readonly service: string;
  readonly operation: string;
  /** What it was called with; undefined if it was a request. */
  readonly input: unknown;
}

/** A fault that is planned: how to take it back, and how often it has struck. */
export interface PlannedFault {
  readonly struck: number;
  cancel(): void;
}

export interface Strike {
  readonly error: AwsError;
  readonly isMade: boolean;
}

/** The faults that stories have planned, asked at every request. */
export class CallFaults {
  readonly #random: Random;
  readonly #planned = new Set<{ fault: CallFault; before: number; left: number; struck: number }>();

  /** @param random draws where a fault has a chance below 1, and only there */
  constructor(random: Random) {
    this.#random = random;
  }

  plan(fault: CallFault): PlannedFault {
    const planned = { fault, before: (fault.nth ?? 1) - 1, left: fault.times ?? 1, struck: 0 };
    this.#planned.add(planned);
    return {
      get struck() {
        return planned.struck;
      },
      cancel: () => this.#planned.delete(planned),
    };
  }

  /**
   * What happens to this call, which every fault that it matches counts; the first that strikes decides.
   * @param input of a call that is no request
   */
  next(service: string, operation: () => string, input?: unknown): Strike | undefined {
    let strike: Strike | undefined;
    for (const planned of this.#planned) {
      const { fault } = planned;
      if (fault.service !== service) continue;
      if (fault.operation !== undefined && fault.operation !== operation()) continue;
      if (planned.before > 0) {
        planned.before -= 1;
        continue;
      }
      if (planned.left <= 0 || strike !== undefined) continue;
      planned.left -= 1;
      if (fault.chance !== undefined && this.#random.next() >= fault.chance) continue;
      planned.struck += 1;
      strike = { error: errorOf(fault), isMade: fault.effect === 'answer-lost' };
      fault.onStrike?.({ service, operation: operation(), input });
    }
    return strike;
  }
}

function errorOf({ service, error }: CallFault): AwsError {
  if (typeof error === 'object') {
    return new AwsError(error.code, error.message, { status: error.status ?? 400 });
  }
  switch (error) {
    case 'throttled':
      return throttled(service);
    case 'failed':
      return new AwsError(
        'InternalFailure',
        'The request processing has failed because of an unknown error.',
        {
          status: 500,
        },
      );
  }
}
