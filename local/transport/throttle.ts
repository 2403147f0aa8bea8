import type { Clock } from '../clock/clock.ts';
import type { AwsError } from './aws-error.ts';
import type { Bucket, RateLimits } from './rate-limits.ts';
import { throttled } from './throttled.ts';

/** A call that was refused, because there were too many. */
export interface ThrottledCall {
  /** The name that requests are signed for. */
  readonly service: string;
  readonly operation: string;
}

/** Lets calls through as far as there are tokens for them. */
export class Throttle {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #limits: RateLimits;
  /** By service and operation: the tokens that were left at an instant, in epoch milliseconds. */
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  readonly #told: (call: ThrottledCall) => void;

  /**
   * The buckets are full at first.
   * @param told of each call that is refused
   */
  constructor(
    clock: Pick<Clock, 'now'>,
    limits: RateLimits,
    told: (call: ThrottledCall) => void = () => undefined,
  ) {
    this.#clock = clock;
    this.#limits = limits;
    this.#told = told;
  }

  /** Takes a token for the call; where there is none, AWS's refusal. A refused call takes none. */
  refusalOf(service: string, operation: () => string): AwsError | undefined {
    const ofService = this.#limits[service];
    if (ofService === undefined) return undefined;
    const name = operation();
    const bucket = ofService[name] ?? ofService['*'];
    if (bucket === undefined) return undefined;
    const level = this.#levelOf(`${service} ${name}`, bucket);
    if (level.tokens < 1) {
      this.#told({ service, operation: name });
      return throttled(service);
    }
    level.tokens -= 1;
    return undefined;
  }

  /** What has come back by now is in it. */
  #levelOf(key: string, { size, perSecond }: Bucket) {
    const now = this.#clock.now();
    const level = this.#levels.get(key) ?? { tokens: size, at: now };
    level.tokens = Math.min(size, level.tokens + ((now - level.at) / 1000) * perSecond);
    level.at = now;
    this.#levels.set(key, level);
    return level;
  }
}
