import type { Container } from '../ports.ts';
import type { FleetSpec } from './fleet-spec.ts';

/**
 * One instance behind an endpoint: a container, and what it was made from. Retired, it finishes what it is working
 * on before it is stopped; crashed, it answers nothing until it is restarted.
 */
export class Instance {
  readonly spec: FleetSpec;
  /** Since when it is up and healthy, in epoch ms; undefined before. */
  upSince: number | undefined;
  readonly #container: Container;
  /** Undefined until something has been in flight: most instances of a large fleet are asked little. */
  #inFlight: Set<Promise<unknown>> | undefined;
  #crashed = false;

  constructor(spec: FleetSpec, container: Container) {
    this.spec = spec;
    this.#container = container;
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  /** Rejects if the container cannot be reached, or has crashed. */
  async invoke(request: Parameters<Container['invoke']>[0]): ReturnType<Container['invoke']> {
    if (this.#crashed) throw new Error('the container has crashed');
    const answer = this.#container.invoke(request);
    this.#inFlight ??= new Set();
    const inFlight = this.#inFlight;
    const settled: Promise<unknown> = answer.catch(() => undefined).finally(() => inFlight.delete(settled));
    inFlight.add(settled);
    return answer;
  }

  crash(): void {
    this.#crashed = true;
  }

  restart(): void {
    this.#crashed = false;
  }

  ping(): Promise<boolean> {
    return this.#container.ping();
  }

  /** Waits for the invocations under way, then stops the container. Must get no traffic any more. */
  async retire(): Promise<void> {
    await Promise.all(this.#inFlight ?? []);
    await this.#container.stop();
  }

  /** Stops the container at once. */
  stop(): Promise<void> {
    return this.#container.stop();
  }
}

/** The instances of one production variant. After a rollback that failed they may be of two configs. */
export interface Fleet {
  readonly spec: FleetSpec;
  readonly instances: readonly Instance[];
  /** Whether any of them is of another config than `spec`. */
  readonly mixed: boolean;
}

/** Everything made from one endpoint config: a fleet for each of its production variants, in its order. */
export interface Generation {
  readonly configName: string;
  readonly fleets: readonly Fleet[];
}

/** A generation that is yet to be launched. */
export const unlaunched = (configName: string, specs: readonly FleetSpec[]): Generation => ({
  configName,
  fleets: specs.map((spec) => ({ spec, instances: [], mixed: false })),
});

/** Whether any instance of `generation` has come up. */
export const isUp = (generation: Generation): boolean =>
  generation.fleets.some((fleet) => fleet.instances.length > 0);

/** Whether instances of another config serve beside those of `generation`'s own. */
export const isMixed = (generation: Generation): boolean => generation.fleets.some(({ mixed }) => mixed);

/** `generation` with `instances` added to its fleets, variant by variant. */
export const joined = (generation: Generation, instances: readonly (readonly Instance[])[]): Generation => ({
  ...generation,
  fleets: generation.fleets.map((fleet, variant) =>
    fleetOf(fleet.spec, [...fleet.instances, ...(instances[variant] ?? [])]),
  ),
});

/** `live` with the variants that `wanted` has too in front: so each of them stands at the same place in both. */
export function keptFirst(live: Generation, wanted: Generation): Generation {
  const isKept = ({ spec }: Fleet) =>
    wanted.fleets.some((fleet) => fleet.spec.variantName === spec.variantName);
  if (live.fleets.every(isKept)) return live;
  return {
    ...live,
    fleets: [...live.fleets.filter(isKept), ...live.fleets.filter((fleet) => !isKept(fleet))],
  };
}

/** `generation` with its variants in the order of `names`, which are all of them. */
export const inOrder = (generation: Generation, names: readonly string[]): Generation => ({
  ...generation,
  fleets: generation.fleets.toSorted(
    (a, b) => names.indexOf(a.spec.variantName) - names.indexOf(b.spec.variantName),
  ),
});

/** `generation` with the first so many instances of each variant as `counts` says, and those beyond. */
export function trimmed(
  generation: Generation,
  counts: (variant: number) => number,
): { readonly kept: Generation; readonly dropped: readonly Instance[] } {
  // Most stages end nobody: then nothing is made anew.
  if (generation.fleets.every(({ instances }, variant) => instances.length <= counts(variant))) {
    return { kept: generation, dropped: [] };
  }
  const fleets = generation.fleets.map(({ spec, instances }, variant) =>
    fleetOf(spec, instances.slice(0, counts(variant))),
  );
  const dropped = generation.fleets.flatMap(({ instances }, variant) => instances.slice(counts(variant)));
  return { kept: { ...generation, fleets }, dropped };
}

const fleetOf = (spec: FleetSpec, instances: readonly Instance[]): Fleet => ({
  spec,
  instances,
  mixed: instances.some((instance) => instance.spec.configName !== spec.configName),
});
