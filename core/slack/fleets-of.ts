import type { EndpointSeen, FleetSeen, VariantSeen } from './seen.ts';
import type { FleetView } from './view.ts';

/**
 * The fleets with their shares of the traffic. AWS shows no shares: green's is taken to be its serving instances of
 * those that it is to have, as AWS turns traffic on by instances. With several variants each has a line, and the share
 * of its weight.
 *
 * 5 of blue and 2 of 5 of green: 60 % and 40 %. Weights 3 and 1, the first with 1 of 2 of green: 37.5, 37.5, 25 and 0.
 *
 * @param released the config of the rollout: what serves alone is called green if it serves that
 */
export function fleetsOf(seen: EndpointSeen, released: string | undefined): FleetView[] {
  const { pending } = seen;
  const weights = weightsOf(pending !== undefined && seen.variants.length === 0 ? pending : seen);
  const greenOf = (name: string) => pending?.variants.find((variant) => variant.name === name);
  const shift = (variant: VariantSeen | undefined) =>
    variant === undefined || variant.size === 0 ? 0 : Math.min(1, variant.serving / variant.size);
  const several = weights.size > 1;
  const line = (colour: string, config: string, { name, serving }: VariantSeen, part: number): FleetView => ({
    name: several ? `${colour} ${name}` : colour,
    config,
    trafficPercent: Math.round(1000 * part * (weights.get(name) ?? 0)) / 10,
    instances: serving,
  });
  const alone = seen.config === released ? 'green' : 'blue';
  const live = seen.variants.map((variant) =>
    line(pending ? 'blue' : alone, seen.config, variant, 1 - shift(greenOf(variant.name))),
  );
  const next = pending?.variants.map((variant) => line('green', pending.config, variant, shift(variant)));
  return [...live, ...(next ?? [])];
}

/** Each variant's part of the endpoint's traffic, by its weight; equal parts where no weight is known. */
function weightsOf({ variants }: FleetSeen): Map<string, number> {
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  return new Map(
    variants.map(({ name, weight }) => [name, sum > 0 ? weight / sum : 1 / variants.length] as const),
  );
}
