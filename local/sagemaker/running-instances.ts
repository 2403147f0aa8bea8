import type { Instance } from './fleet.ts';

/** Every instance that is up, by endpoint, in the order in which they came up. */
export class RunningInstances {
  readonly #byEndpoint = new Map<string, readonly Instance[]>();

  add(endpointName: string, instances: readonly Instance[]): void {
    this.#byEndpoint.set(endpointName.toLowerCase(), [...this.of(endpointName), ...instances]);
  }

  remove(endpointName: string, instances: readonly Instance[]): void {
    const gone = new Set(instances);
    const left = this.of(endpointName).filter((instance) => !gone.has(instance));
    if (left.length > 0) this.#byEndpoint.set(endpointName.toLowerCase(), left);
    else this.#byEndpoint.delete(endpointName.toLowerCase());
  }

  of(endpointName: string): readonly Instance[] {
    return this.#byEndpoint.get(endpointName.toLowerCase()) ?? [];
  }

  /** All of them; none is known any more. */
  takeAll(): readonly Instance[] {
    const all = [...this.#byEndpoint.values()].flat();
    this.#byEndpoint.clear();
    return all;
  }
}
