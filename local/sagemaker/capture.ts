import type { DataCaptureConfig } from '@aws-sdk/client-sagemaker';
import type { LocalContext } from '../context.ts';
import type { ObjectSink } from '../ports.ts';
import { utf8 } from '../transport/wire.ts';
import type { Assumptions, Timings } from './assumptions.ts';
import { inBackground } from './background.ts';
import { captureKey, captureLine, type Exchange } from './capture-format.ts';
import type { Instance } from './fleet.ts';
import type { Stopping } from './stopping.ts';

export interface CaptureDeps {
  readonly context: LocalContext;
  /** Where files go; without it, nothing is captured. */
  readonly sink: ObjectSink | undefined;
  readonly assumptions: Assumptions;
  readonly timings: Timings;
  readonly stopping: Stopping;
}

/** Lines of one hour that an instance has captured, and not yet delivered. */
interface Pending {
  readonly config: DataCaptureConfig;
  readonly of: { readonly endpointName: string; readonly variantName: string };
  readonly firstAt: number;
  readonly lines: string[];
}

/**
 * Data capture: requests to endpoints and their answers, sampled, in files in S3. Each instance delivers what it has
 * captured `captureSeconds` after the first of it ("can require a couple of minutes"), also if it is gone by then.
 */
export class DataCapture {
  readonly #deps: CaptureDeps;
  readonly #pending = new Map<Instance, Map<number, Pending>>();

  constructor(deps: CaptureDeps) {
    this.#deps = deps;
  }

  /** @param status the model's own; 0 if its container did not answer */
  record(
    endpointName: string,
    instance: Instance,
    status: number,
    exchange: Pick<Exchange, 'request' | 'answer'>,
  ): void {
    const { context, sink, assumptions } = this.#deps;
    const { capture, variantName } = instance.spec;
    // "Whether data capture should be enabled or disabled (defaults to enabled)".
    if (sink === undefined || capture === undefined || capture.EnableCapture === false) return;
    const isSuccess = status >= 200 && status < 300;
    if (status === 0 || (!isSuccess && assumptions.capturedAnswers === 'successful')) return;
    if (context.random.next() * 100 >= (capture.InitialSamplingPercentage ?? 0)) return;
    const at = context.clock.now();
    const line = captureLine(capture, { ...exchange, at, eventId: context.random.uuid() });
    this.#keep(instance, at, line, { config: capture, of: { endpointName, variantName } });
  }

  #keep(instance: Instance, at: number, line: string, of: Pick<Pending, 'config' | 'of'>): void {
    const hours = this.#pending.get(instance) ?? new Map<number, Pending>();
    if (hours.size === 0) {
      this.#pending.set(instance, hours);
      this.#deliverLater(instance);
    }
    const hour = Math.floor(at / 3_600_000);
    const pending = hours.get(hour) ?? { ...of, firstAt: at, lines: [] };
    hours.set(hour, pending);
    pending.lines.push(line);
  }

  #deliverLater(instance: Instance): void {
    const { context, timings, stopping } = this.#deps;
    inBackground(
      async () => {
        if (await stopping.sleep(context.clock, timings.captureSeconds * 1000)) this.#deliver(instance);
      },
      // A bucket that is gone loses them, as it does whatever else is put there.
      () => undefined,
    );
  }

  #deliver(instance: Instance): void {
    const { context, sink } = this.#deps;
    const hours = this.#pending.get(instance);
    this.#pending.delete(instance);
    for (const { config, of, firstAt, lines } of hours?.values() ?? []) {
      const [, bucket = '', prefix = ''] =
        /^s3:\/\/([^/]+)\/?(.*)$/.exec(config.DestinationS3Uri ?? '') ?? [];
      const key = captureKey(prefix, of, firstAt, context.random.uuid());
      sink?.write(bucket, key, utf8(lines.map((each) => `${each}\n`).join('')));
    }
  }
}
