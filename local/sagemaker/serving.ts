import type { Assumptions } from './assumptions.ts';
import { capacityIn } from './deployment.ts';
import type { Activity, Endpoint } from './endpoint.ts';
import { type Fleet, type Instance, isUp } from './fleet.ts';
import { assertServing, type Colour, greenShare, onOf, weightShares } from './traffic.ts';

/** Part of the instances behind an endpoint: one variant's, of one fleet and one config. */
export interface ServingPart {
  readonly colour: Colour;
  readonly variantName: string;
  readonly configName: string;
  /** All that are up; the first `on` of them take traffic. */
  readonly instances: readonly Instance[];
  readonly on: number;
  /** The share of all invocations that they get together, 0 to 1. */
  readonly share: number;
  /** The same of the invocations that are meant for this variant. */
  readonly shareOfVariant: number;
}

/**
 * Who serves at this instant: shares add up to 1, or nobody does. Weights split invocations between the variants;
 * within each, the deployment does. The old config's weights hold until all traffic is on the new one. An endpoint that
 * is scaled to 0 instances is there, and nobody serves.
 */
export function servingParts(endpoint: Endpoint, assumptions: Assumptions): readonly ServingPart[] {
  const parts = partsOf(endpoint, assumptions);
  return parts.some(({ on }) => on > 0)
    ? parts
    : parts.map((part) => ({ ...part, share: 0, shareOfVariant: 0 }));
}

function partsOf({ activity, live }: Endpoint, assumptions: Assumptions): readonly ServingPart[] {
  switch (activity.kind) {
    case 'creating':
    case 'failed':
    case 'deleting':
      return [];
    case 'in-service':
    case 'system-updating':
    case 'update-rollback-failed':
      return settledParts(live.fleets, ({ instances }) => instances.length);
    case 'rescaling':
      // What scaling in takes away gets no traffic while it is terminated.
      return settledParts(live.fleets, ({ spec }) => spec.instanceCount);
    case 'updating':
      return shiftingParts(activity, live.fleets, assumptions);
  }
}

/** One generation has it all. */
function settledParts(fleets: readonly Fleet[], wanted: (fleet: Fleet) => number): readonly ServingPart[] {
  const shares = weightShares(fleets.map(({ spec }) => spec.weight));
  const parts: ServingPart[] = [];
  fleets.forEach((fleet, variant) => {
    addParts(parts, 'blue', fleet, wanted(fleet), 1, shares[variant] ?? 0);
  });
  return parts;
}

function shiftingParts(
  { green, deployment, stage }: Extract<Activity, { kind: 'updating' }>,
  live: readonly Fleet[],
  assumptions: Assumptions,
): readonly ServingPart[] {
  const capacity = capacityIn(deployment, stage);
  const shifted = capacity.every(({ blueOn }) => blueOn === 0);
  const shares = weightShares((shifted ? green.fleets : live).map(({ spec }) => spec.weight));
  const parts: ServingPart[] = [];
  const add = (colour: Colour, fleets: readonly Fleet[]) =>
    fleets.forEach((fleet, variant) => {
      const traffic = capacity[variant];
      const sizes = deployment.sizes[variant];
      const onGreen = traffic && sizes ? greenShare(traffic, sizes, assumptions.trafficShare) : 0;
      // A variant that is being removed has no green that could take its share.
      const onBlue = shifted ? 0 : 1 - onGreen;
      const share = colour === 'green' ? onGreen : onBlue;
      addParts(parts, colour, fleet, onOf(traffic, colour), share, shares[variant] ?? 0);
    });
  add('blue', live);
  if (isUp(green)) add('green', green.fleets);
  return parts;
}

/**
 * Adds `fleet`, the first `wanted` instances of which take traffic, to `parts`: as one, or, after a rollback that
 * failed, as one per config behind it, each with its instances' part of the share.
 */
function addParts(
  parts: ServingPart[],
  colour: Colour,
  { spec, instances, mixed }: Fleet,
  wanted: number,
  shareOfVariant: number,
  variantShare: number,
): void {
  const { variantName, configName } = spec;
  const on = Math.min(wanted, instances.length);
  if (!mixed) {
    const share = shareOfVariant * variantShare;
    parts.push({ colour, variantName, configName, instances, on, share, shareOfVariant });
    return;
  }
  for (const name of new Set(instances.map((instance) => instance.spec.configName))) {
    const ofConfig = (all: readonly Instance[]) => all.filter((one) => one.spec.configName === name);
    const onOfConfig = ofConfig(instances.slice(0, on)).length;
    const part = on === 0 ? 0 : (shareOfVariant * onOfConfig) / on;
    parts.push({
      colour,
      variantName,
      configName: name,
      instances: ofConfig(instances),
      on: onOfConfig,
      share: part * variantShare,
      shareOfVariant: part,
    });
  }
}

/**
 * An endpoint that served keeps serving, at every instant: checked at every transition.
 * @throws Error if it does not
 */
export function assertKeepsServing(endpoint: Endpoint, assumptions: Assumptions): void {
  const parts = servingParts(endpoint, assumptions);
  if (parts.length === 0 || !served(endpoint)) return;
  const { activity } = endpoint;
  if (activity.kind === 'updating') {
    const capacity = capacityIn(activity.deployment, activity.stage);
    activity.deployment.sizes.forEach((sizes, variant) => {
      assertServing(capacity[variant] ?? { blueUp: 0, blueOn: 0, greenUp: 0, greenOn: 0 }, sizes);
    });
  }
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  const starved = parts.some(({ shareOfVariant, on }) => shareOfVariant > 0 && on === 0);
  if (starved || Math.abs(total - 1) > 1e-9) {
    const told = parts.map(
      ({ colour, variantName, share, on }) => `${colour} ${variantName}: ${share} to ${on} instances`,
    );
    throw new Error(`endpoint ${endpoint.name} must keep serving, but has ${told.join(', ')}`);
  }
}

/** Whether it has instances that are meant to stay: one that is scaled to 0 has nothing that could go on serving. */
function served({ activity, live }: Endpoint): boolean {
  if (activity.kind === 'updating') return activity.deployment.sizes.some(({ blue }) => blue > 0);
  return live.fleets.some(({ spec, instances }) => spec.instanceCount > 0 && instances.length > 0);
}
