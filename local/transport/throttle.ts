import type { Clock } from '../clock/clock.ts';
import type { AwsError } from './aws-error.ts';
import type { Bucket, RateLimits } from './rate-limits.ts';
import { throttled } from './throttled.ts';

/** Lets calls through as far as there are tokens for them. */
export class Throttle {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #limits: RateLimits;
  /** By service and operation: the tokens that were left at an instant, in epoch milliseconds. */
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  /** The buckets are full at first. */
  constructor(clock: Pick<Clock, 'now'>, limits: RateLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Takes a token for the call; where there is none, AWS's refusal. A refused call takes none. */
  refusalOf(service: string, operation: () => string): AwsError | undefined {
    const ofService = this.#limits[service];
    if (ofService === undefined) return undefined;
    const name = operation();
    const bucket = ofService[name] ?? ofService['*'];
    if (bucket === undefined) return undefined;
    const level = this.#levelOf(`${service} ${name}`, bucket);
    if (level.tokens < 1) return throttled(service);
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
