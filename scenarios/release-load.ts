import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { VirtualClock } from '../local/clock/virtual.ts';
import type { LocalAws } from '../local/stack/local-aws.ts';

/** Requests to endpoints, one after another. */
export class Load {
  readonly #clock: VirtualClock;
  readonly #aws: LocalAws;
  #stopped = new AbortController();

  constructor(clock: VirtualClock, aws: LocalAws) {
    this.#clock = clock;
    this.#aws = aws;
  }

  /** Invokes each of the endpoints every `everyMs` from now on, until `stop`; what was started before stops. */
  start(everyMs: number, endpoints: readonly string[]): void {
    this.stop();
    this.#stopped = new AbortController();
    const { signal } = this.#stopped;
    const runtime = this.#aws.clients(SageMakerRuntimeClient);
    const requests = endpoints.map(
      (EndpointName) => new InvokeEndpointCommand({ EndpointName, ContentType: 'text/csv', Body: '1,2,3,4' }),
    );
    const loop = async () => {
      for (;;) {
        await this.#clock.sleep(everyMs, signal);
        for (const request of requests) await runtime.send(request).catch(() => undefined);
      }
    };
    loop().catch(() => undefined);
  }

  stop(): void {
    this.#stopped.abort();
  }
}
