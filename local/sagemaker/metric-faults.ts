import type { Clock } from '../clock/clock.ts';
import type { Fault } from './faults.ts';
import type { FleetSpec } from './fleet-spec.ts';

/** A fault's word on metrics, and when it override; epoch milliseconds. */
interface Override {
  readonly fault: Fault;
  readonly from: number;
  to: number;
}

/** What faults have metrics of endpoints show, whatever was measured: now, and in the past. */
export class MetricFaults {
  readonly #clock: Clock;
  readonly #onChange: (endpointName: string) => void;
  readonly #byEndpoint = new Map<string, Override[]>();

  constructor(clock: Clock, onChange: (endpointName: string) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Has `fault` in force from now on. Returns how to lift it. */
  inject(fault: Fault): () => void {
    if (fault.metrics === undefined) return () => undefined;
    const override: Override = { fault, from: this.#clock.now(), to: Number.POSITIVE_INFINITY };
    const key = fault.endpoint.toLowerCase();
    this.#byEndpoint.set(key, [...(this.#byEndpoint.get(key) ?? []), override]);
    this.#onChange(fault.endpoint);
    return () => {
      override.to = this.#clock.now();
      this.#onChange(fault.endpoint);
    };
  }

  /** What `metric` of an instance of `spec` showed `at` that instant; undefined if no fault says. The latest counts. */
  valueAt(endpointName: string, spec: FleetSpec, metric: string, at: number): number | undefined {
    const override = this.#byEndpoint
      .get(endpointName.toLowerCase())
      ?.findLast(
        ({ fault, from, to }) =>
          from <= at &&
          at < to &&
          (fault.config === undefined || fault.config.toLowerCase() === spec.configName.toLowerCase()) &&
          (fault.variant === undefined || fault.variant === spec.variantName) &&
          fault.metrics?.[metric] !== undefined,
      );
    return override?.fault.metrics?.[metric];
  }

  /** When the endpoint's metrics last began or ceased to show something else. */
  changedAt(endpointName: string): number {
    const override = this.#byEndpoint.get(endpointName.toLowerCase()) ?? [];
    return Math.max(
      Number.NEGATIVE_INFINITY,
      ...override.flatMap(({ from, to }) => (to === Number.POSITIVE_INFINITY ? [from] : [from, to])),
    );
  }
}
