import type { Clock } from '../clock/clock.ts';
import type { Gauge, GaugeSample, Gauges } from '../ports.ts';
import type { Assumptions } from './assumptions.ts';
import type { Instance } from './fleet.ts';
import type { FleetSpec } from './fleet-spec.ts';
import type { MetricFaults } from './metric-faults.ts';
import type { RunningInstances } from './running-instances.ts';

/** What each instance uses, in per cent, whatever it is asked; AWS promises no figures. */
export interface Usage {
  readonly CPUUtilization: number;
  readonly MemoryUtilization: number;
  readonly DiskUtilization: number;
  /** Of instances with GPUs alone. */
  readonly GPUUtilization: number;
  readonly GPUMemoryUtilization: number;
}

export const defaultUsage: Usage = {
  CPUUtilization: 10,
  MemoryUtilization: 30,
  DiskUtilization: 20,
  GPUUtilization: 10,
  GPUMemoryUtilization: 30,
};

const namespace = '/aws/sagemaker/Endpoints';

/** Instances of one spec that were up from one instant to another, in epoch milliseconds. */
interface Uptime {
  readonly spec: FleetSpec;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** AWS keeps minutes for 15 days. */
const keptMs = 15 * 86_400_000;

export interface UtilizationDeps {
  readonly clock: Clock;
  readonly running: RunningInstances;
  readonly faults: MetricFaults;
  readonly usage: Usage;
  readonly assumptions: Assumptions;
  /** How an endpoint is spelt; undefined if there is none of that name. */
  readonly nameOf: (endpointName: string) => string | undefined;
  /** The names of all endpoints. */
  readonly names: () => readonly string[];
}

/**
 * The metrics of instances in /aws/sagemaker/Endpoints: each instance sends a sample at every whole publishing interval
 * (a minute unless MetricsConfig says otherwise). Nothing is stored of them: they are worked out when somebody looks,
 * from which instances were up when, so that an idle endpoint costs nothing.
 */
export class Utilization implements Gauges {
  readonly namespace = namespace;
  readonly unit = 'Percent';
  readonly #deps: UtilizationDeps;
  /** Of instances that are gone, by the endpoint's own name. */
  readonly #past = new Map<string, Uptime[]>();
  readonly #listeners = new Set<(endpointName: string) => void>();

  constructor(deps: UtilizationDeps) {
    this.#deps = deps;
  }

  /** Tells of instances that have just come up. */
  cameUp(endpointName: string, instances: readonly Instance[]): void {
    const now = this.#deps.clock.now();
    for (const instance of instances) instance.upSince = now;
    this.changed(endpointName);
  }

  /** Tells of instances that are gone. */
  gone(endpointName: string, instances: readonly Instance[]): void {
    const now = this.#deps.clock.now();
    const kept = (this.#past.get(endpointName) ?? []).filter(({ to }) => to >= now - keptMs);
    this.#past.set(endpointName, [...kept, ...uptimesOf(instances, now)]);
    this.changed(endpointName);
  }

  changed(endpointName: string): void {
    for (const listener of this.#listeners) listener(endpointName);
  }

  onChange(listener: (endpointName: string) => void): void {
    this.#listeners.add(listener);
  }

  list(): readonly Gauge[] {
    const names = new Set([...this.#past.keys(), ...this.#deps.names()]);
    return [...names].flatMap((EndpointName) => {
      const uptimes = this.#uptimes(EndpointName);
      const seen = new Map<string, Gauge>();
      for (const { spec, to } of uptimes) {
        for (const dimensions of this.#dimensionsOf(EndpointName, spec)) {
          for (const metric of metricsOf(spec)) {
            const key = JSON.stringify([metric, dimensions]);
            const lastAt = Math.min(to, this.#deps.clock.now());
            if ((seen.get(key)?.lastAt ?? 0) <= lastAt) seen.set(key, { metric, dimensions, lastAt });
          }
        }
      }
      return [...seen.values()];
    });
  }

  samples({ metric, dimensions }: Omit<Gauge, 'lastAt'>, start: number, end: number): readonly GaugeSample[] {
    const { faults, usage, clock } = this.#deps;
    const endpointName = dimensions.EndpointName ?? '';
    const counts = new Map<number, number>();
    for (const { spec, from, to, count } of this.#uptimesOf(dimensions)) {
      if (!metricsOf(spec).includes(metric as keyof Usage)) continue;
      const last = Math.min(end, to, clock.now() + 1);
      for (let at = firstAt(Math.max(start, from), spec); at < last; at += spec.publishMs) {
        const value = faults.valueAt(endpointName, spec, metric, at) ?? usage[metric as keyof Usage];
        counts.set(value, (counts.get(value) ?? 0) + count);
      }
    }
    return [...counts].map(([value, count]) => ({ value, count }));
  }

  changedAt({ dimensions }: Omit<Gauge, 'lastAt'>, spanMs: number): number | undefined {
    const uptimes = this.#uptimesOf(dimensions);
    if (uptimes.length === 0) return undefined;
    const now = this.#deps.clock.now();
    // Spans without a sample lie between those with one: they are never all alike.
    if (uptimes.some(({ spec, to }) => to > now && spec.publishMs > spanMs)) return now;
    const ends = uptimes.flatMap(({ from, to }) => (to > now ? [from] : [from, to]));
    return Math.max(this.#deps.faults.changedAt(dimensions.EndpointName ?? ''), ...ends);
  }

  #uptimes(endpointName: string): readonly Uptime[] {
    const now = uptimesOf(this.#deps.running.of(endpointName), Number.POSITIVE_INFINITY);
    const isIts = this.#deps.nameOf(endpointName) === endpointName;
    return [...(this.#past.get(endpointName) ?? []), ...(isIts ? now : [])];
  }

  /** Those that a metric of these very dimensions is made of. */
  #uptimesOf(dimensions: Readonly<Record<string, string>>): readonly Uptime[] {
    const { EndpointName = '' } = dimensions;
    const wanted = JSON.stringify(Object.entries(dimensions).sort());
    return this.#uptimes(EndpointName).filter(({ spec }) =>
      this.#dimensionsOf(EndpointName, spec).some(
        (own) => JSON.stringify(Object.entries(own).sort()) === wanted,
      ),
    );
  }

  #dimensionsOf(EndpointName: string, spec: FleetSpec): readonly Readonly<Record<string, string>>[] {
    const variant = { EndpointName, VariantName: spec.variantName };
    return this.#deps.assumptions.utilizationBy === 'variant'
      ? [variant]
      : [variant, { ...variant, EndpointConfigName: spec.configName }];
  }
}

/** The first whole publishing interval from `from` on. */
const firstAt = (from: number, { publishMs }: FleetSpec): number => Math.ceil(from / publishMs) * publishMs;

function metricsOf({ instanceType }: FleetSpec): readonly (keyof Usage)[] {
  const all = ['CPUUtilization', 'MemoryUtilization', 'DiskUtilization'] as const;
  return /^ml\.(p|g|gr)\d/.test(instanceType) ? [...all, 'GPUUtilization', 'GPUMemoryUtilization'] : all;
}

/** Instances that are up, those alike together. */
function uptimesOf(instances: readonly Instance[], to: number): readonly Uptime[] {
  const uptimes: { spec: FleetSpec; from: number; to: number; count: number }[] = [];
  for (const { spec, upSince } of instances) {
    if (upSince === undefined) continue;
    const alike = uptimes.find((one) => one.spec === spec && one.from === upSince);
    if (alike) alike.count += 1;
    else uptimes.push({ spec, from: upSince, to, count: 1 });
  }
  return uptimes;
}
