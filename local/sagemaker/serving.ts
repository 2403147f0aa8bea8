import type { Assumptions } from './assumptions.ts';
import { capacityIn } from './deployment.ts';
import type { Activity, Endpoint } from './endpoint.ts';
import { type Fleet, type Instance, isUp } from './fleet.ts';
import { assertServing, type Colour, greenShare, weightShares } from './traffic.ts';

/** Part of the instances behind an endpoint: one variant's, of one fleet and one config. */
export interface ServingPart {
  readonly colour: Colour;
  readonly variantName: string;
  readonly configName: string;
  /** How many of them there are, whether they take traffic or not. */
  readonly up: number;
  readonly active: readonly Instance[];
  /** The share of all invocations that they get together, 0 to 1. */
  readonly share: number;
  /** The same of the invocations that are meant for this variant. */
  readonly shareOfVariant: number;
}

/**
 * Who serves at this instant: shares add up to 1, or nobody does. Weights split invocations between the variants;
 * within each, the deployment does. The old config's weights hold until all traffic is on the new one.
 */
export function servingParts({ activity, live }: Endpoint, assumptions: Assumptions): readonly ServingPart[] {
  switch (activity.kind) {
    case 'creating':
    case 'failed':
    case 'deleting':
      return [];
    case 'in-service':
    case 'system-updating':
    case 'update-rollback-failed': {
      const shares = weightShares(live.fleets.map(({ spec }) => spec.weight));
      return live.fleets.flatMap((fleet, variant) =>
        partsOf('blue', fleet, fleet.instances.length, 1, shares[variant] ?? 0),
      );
    }
    case 'rescaling': {
      const shares = weightShares(live.fleets.map(({ spec }) => spec.weight));
      return live.fleets.flatMap((fleet, variant) =>
        // What scaling in takes away gets no traffic while it is terminated.
        partsOf('blue', fleet, fleet.spec.instanceCount, 1, shares[variant] ?? 0),
      );
    }
    case 'updating':
      return shiftingParts(activity, live.fleets, assumptions);
  }
}

function shiftingParts(
  { green, deployment, stage }: Extract<Activity, { kind: 'updating' }>,
  live: readonly Fleet[],
  assumptions: Assumptions,
): readonly ServingPart[] {
  const capacity = capacityIn(deployment, stage);
  const shifted = capacity.every(({ blueOn }) => blueOn === 0);
  const shares = weightShares((shifted ? green.fleets : live).map(({ spec }) => spec.weight));
  const greens = deployment.sizes.map((sizes, variant) =>
    greenShare(capacity[variant] ?? { blueOn: 0, greenOn: 0 }, sizes, assumptions.trafficShare),
  );
  const blue = live.flatMap((fleet, variant) =>
    partsOf('blue', fleet, capacity[variant]?.blueOn ?? 0, 1 - (greens[variant] ?? 0), shares[variant] ?? 0),
  );
  if (!isUp(green)) return blue;
  return [
    ...blue,
    ...green.fleets.flatMap((fleet, variant) =>
      partsOf('green', fleet, capacity[variant]?.greenOn ?? 0, greens[variant] ?? 0, shares[variant] ?? 0),
    ),
  ];
}

/**
 * The first `on` instances of `fleet` as parts: one, or, after a rollback that failed, one per config behind it,
 * each with its instances' part of the share.
 */
function partsOf(
  colour: Colour,
  { spec, instances }: Fleet,
  on: number,
  shareOfVariant: number,
  variantShare: number,
): readonly ServingPart[] {
  const serving = instances.slice(0, on);
  const { variantName } = spec;
  if (instances.every((instance) => instance.spec.configName === spec.configName)) {
    const share = shareOfVariant * variantShare;
    const [up, active] = [instances.length, serving];
    return [{ colour, variantName, configName: spec.configName, up, active, share, shareOfVariant }];
  }
  const configNames = [...new Set(instances.map((instance) => instance.spec.configName))];
  return configNames.map((configName) => {
    const active = serving.filter((instance) => instance.spec.configName === configName);
    const part = serving.length === 0 ? 0 : (shareOfVariant * active.length) / serving.length;
    return {
      colour,
      variantName,
      configName,
      up: instances.filter((instance) => instance.spec.configName === configName).length,
      active,
      share: part * variantShare,
      shareOfVariant: part,
    };
  });
}

/**
 * An endpoint that served keeps serving, at every instant: checked at every transition.
 * @throws Error if it does not
 */
export function assertKeepsServing(endpoint: Endpoint, assumptions: Assumptions): void {
  const parts = servingParts(endpoint, assumptions);
  if (parts.length === 0) return;
  const { activity } = endpoint;
  if (activity.kind === 'updating') {
    const capacity = capacityIn(activity.deployment, activity.stage);
    for (const [variant, sizes] of activity.deployment.sizes.entries()) {
      assertServing(capacity[variant] ?? { blueUp: 0, blueOn: 0, greenUp: 0, greenOn: 0 }, sizes);
    }
  }
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  const starved = parts.some(({ shareOfVariant, active }) => shareOfVariant > 0 && active.length === 0);
  if (starved || Math.abs(total - 1) > 1e-9) {
    const told = parts.map(
      ({ colour, variantName, share, active }) =>
        `${colour} ${variantName}: ${share} to ${active.length} instances`,
    );
    throw new Error(`endpoint ${endpoint.name} must keep serving, but has ${told.join(', ')}`);
  }
}
