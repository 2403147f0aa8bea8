import type { Instance } from './fleet.ts';

/** Every instance that is up, by endpoint, in the order in which they came up. */
export class RunningInstances {
  readonly #byEndpoint = new Map<string, Set<Instance>>();

  add(endpointName: string, instances: readonly Instance[]): void {
    const key = endpointName.toLowerCase();
    const running = this.#byEndpoint.get(key);
    if (running === undefined) this.#byEndpoint.set(key, new Set(instances));
    else for (const instance of instances) running.add(instance);
  }

  remove(endpointName: string, instances: readonly Instance[]): void {
    const key = endpointName.toLowerCase();
    const running = this.#byEndpoint.get(key);
    for (const instance of instances) running?.delete(instance);
    if (running?.size === 0) this.#byEndpoint.delete(key);
  }

  of(endpointName: string): readonly Instance[] {
    return [...(this.#byEndpoint.get(endpointName.toLowerCase()) ?? [])];
  }

  /** All of them; none is known any more. */
  takeAll(): readonly Instance[] {
    const all = [...this.#byEndpoint.values()].flatMap((running) => [...running]);
    this.#byEndpoint.clear();
    return all;
  }
}
