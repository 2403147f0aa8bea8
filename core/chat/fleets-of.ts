import type { EndpointReading, FleetReading, VariantReading } from '../deployment/reading.ts';
import type { DeploymentState } from '../deployment/state.ts';
import type { FleetView } from './view.ts';

/**
 * The fleets with their shares of the traffic. AWS does not show shares. AWS moves traffic by instances, so
 * green's share is taken to be its serving instances divided by its desired instances. With several variants,
 * each gets a line, with its share by weight.
 *
 * 5 of blue and 2 of 5 of green: 60 % and 40 %. Weights 3 and 1, the first with 1 of 2 of green: 37.5, 37.5,
 * 25 and 0.
 */
export function fleetsOf(reading: EndpointReading, state: DeploymentState): FleetView[] {
  const { pending } = reading;
  const weights = weightsOf(pending !== undefined && reading.variants.length === 0 ? pending : reading);
  const newOf = (name: string) => pending?.variants.find((variant) => variant.name === name);
  const shift = (variant: VariantReading | undefined) =>
    variant === undefined || variant.size === 0 ? 0 : Math.min(1, variant.serving / variant.size);
  const several = weights.size > 1;
  const notes = notesOf(state);
  const line = (
    which: 'old' | 'new',
    config: string,
    { name, serving, size }: VariantReading,
    part: number,
  ): FleetView => {
    const fleet = nameOf(which, state, pending !== undefined);
    const note = notes[which];
    return {
      name: several ? `${fleet} ${name}` : fleet,
      config,
      trafficPercent: Math.round(1000 * part * (weights.get(name) ?? 0)) / 10,
      instances: serving,
      size,
      ...(note !== undefined && { note }),
    };
  };
  const live = reading.variants.map((variant) =>
    line('old', reading.config, variant, 1 - shift(newOf(variant.name))),
  );
  const next = pending?.variants.map((variant) => line('new', pending.config, variant, shift(variant)));
  return [...live, ...(next ?? [])];
}

/**
 * Blue served before the release; green is the release. When the endpoint is updated back, the fleets have
 * other names.
 */
function nameOf(which: 'old' | 'new', state: DeploymentState, isDeploying: boolean): string {
  const owner = state[which];
  if (!isDeploying) return owner === 'release' ? 'green' : 'blue';
  if (state.old !== 'release') return which === 'old' ? 'blue' : 'green';
  return owner === 'other' ? 'another' : owner;
}

/** What a fleet does, where its share of the traffic does not tell. */
function notesOf({ deployment }: DeploymentState): Partial<Record<'old' | 'new', string>> {
  switch (deployment.kind) {
    case 'final-bake':
      return { old: 'stands by' };
    case 'ending-old':
      return { old: 'ends' };
    case 'ending-new':
      return { new: 'ends' };
    case 'starting':
    case 'creating':
      return { new: 'starts' };
    default:
      return {};
  }
}

/** Each variant's part of the endpoint's traffic, by its weight; equal parts if no weight is known. */
function weightsOf({ variants }: FleetReading): Map<string, number> {
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  return new Map(
    variants.map(({ name, weight }) => [name, sum > 0 ? weight / sum : 1 / variants.length] as const),
  );
}
