import { inBackground } from './background.ts';
import type { Endpoint } from './endpoint.ts';
import { type Fleet, type Generation, joined, trimmed } from './fleet.ts';
import type { LifecycleDeps, Machinery } from './lifecycle-deps.ts';

/** New weights and counts, by variant name. */
export type Rescaling = ReadonlyMap<string, { readonly weight?: number; readonly count?: number }>;

/**
 * Starts UpdateEndpointWeightsAndCapacities: weights count at once, instances come in the provisioning time and go in
 * the termination time; then the endpoint is InService again. Instances that do not come leave the count as it was.
 * @throws AwsError ResourceLimitExceeded if there is no room for what it launches
 */
export function startRescaling(
  endpoint: Endpoint,
  changes: Rescaling,
  deps: LifecycleDeps & Machinery,
): void {
  const { clock, stopping, provisioning, transitions, timings } = deps;
  const fail = transitions.fail(endpoint);
  const before = endpoint.live.fleets;
  const wanted = before.map((fleet) => withChange(fleet, changes));
  const growth = wanted.map(({ spec, instances }) => ({
    spec,
    count: Math.max(0, spec.instanceCount - instances.length),
  }));
  provisioning.assertRoom(growth);
  const grows = growth.some(({ count }) => count > 0);
  const shrinks = wanted.some(({ spec, instances }) => spec.instanceCount < instances.length);
  const scaled = wanted.filter(({ spec, instances }) => spec.instanceCount !== instances.length);

  endpoint.live = { ...endpoint.live, fleets: wanted };
  endpoint.failureReason = undefined;
  const names = scaled.map(({ spec }) => spec.variantName);
  transitions.enter(endpoint, { kind: 'rescaling', since: clock.now(), scaled: names });

  const { dropped } = trimmed(endpoint.live, countsOf(endpoint.live));
  inBackground(() => provisioning.retire(endpoint.name, dropped), fail);
  // Called in this very instant, not in the background: it takes up room in the service quota.
  const launching = grows
    ? stopping.during((signal) => provisioning.provision(endpoint.name, growth, signal))
    : undefined;

  inBackground(async () => {
    const seconds = shrinks ? timings.terminationSeconds : grows ? 0 : timings.activationSeconds;
    const waiting = stopping.sleep(clock, seconds * 1000);
    const launched = await launching;
    if (!(await waiting) || launched === 'called-off') return;

    if (launched?.ok === false) {
      endpoint.failureReason = launched.reason;
      endpoint.live = { ...endpoint.live, fleets: wanted.map(asMany) };
    }
    const { kept } = trimmed(endpoint.live, countsOf(endpoint.live));
    provisioning.release(dropped);
    endpoint.live = launched?.ok ? joined(kept, launched.instances) : kept;
    transitions.enter(endpoint, { kind: 'in-service' });
  }, fail);
}

/** How many instances each variant of `generation` is to have. */
const countsOf = (generation: Generation) => (variant: number) =>
  generation.fleets[variant]?.spec.instanceCount ?? 0;

function withChange(fleet: Fleet, changes: Rescaling): Fleet {
  const { weight = fleet.spec.weight, count = fleet.spec.instanceCount } =
    changes.get(fleet.spec.variantName) ?? {};
  return { ...fleet, spec: { ...fleet.spec, weight, instanceCount: count } };
}

/** The fleet, wanting no more instances than it has. */
const asMany = (fleet: Fleet): Fleet => ({
  ...fleet,
  spec: {
    ...fleet.spec,
    instanceCount: Math.min(fleet.spec.instanceCount, fleet.instances.length),
  },
});
