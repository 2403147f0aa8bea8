import { type Course, PhaseWriter, type VariantFleets } from './phase-writer.ts';
import type { Readings } from './readings.ts';
import { type Split, shiftsOf } from './shifts.ts';
import type { Strategy } from './strategy.ts';
import type { Timings } from './timeline.ts';

/** A first release: the endpoint is Creating until its fleet is up, whatever the policy. No traffic until then. */
export function creation(variants: readonly VariantFleets[], timings: Timings): Course {
  const writer = new PhaseWriter(variants, false);
  writer.launch(variants.map(({ green }) => green));
  writer.pass('provision', timings.provisioningSeconds);
  return writer;
}

/** An update that meets no trouble. */
export function updateCourse(
  strategy: Strategy,
  variants: readonly VariantFleets[],
  timings: Timings,
  readings: Readings,
): Course {
  const writer = new PhaseWriter(variants, true);
  const splits = splitsOf(strategy, variants, readings);
  if (strategy.kind === 'rolling') roll(writer, splits, strategy.bake, timings);
  else blueGreen(writer, splits, strategy, timings, readings.lastShiftBake === 'wait-interval-too');
  return writer;
}

/** By shift, how each variant stands after it: by its own steps; one that needs fewer stays wholly on green. */
function splitsOf(
  strategy: Strategy,
  variants: readonly VariantFleets[],
  { percentRounding, trafficShare }: Readings,
): readonly (readonly Split[])[] {
  const shifts = variants.map((sizes) => shiftsOf(strategy, sizes, percentRounding, trafficShare));
  const steps = Math.max(...shifts.map((splits) => splits.length));
  return Array.from({ length: steps }, (_, step) =>
    shifts.flatMap((splits) => splits[step] ?? splits.at(-1) ?? []),
  );
}

/** All of green comes first; blue stands whole until the end (the guide, blue/green deployments). */
function blueGreen(
  writer: PhaseWriter,
  shifts: readonly (readonly Split[])[],
  { bake, finalBake }: Exclude<Strategy, { kind: 'rolling' }>,
  timings: Timings,
  bakesAfterLast: boolean,
): void {
  writer.launch((shifts.at(-1) ?? []).map(({ greenOn }) => greenOn));
  writer.pass('provision', timings.provisioningSeconds);
  shifts.forEach((splits, index) => {
    writer.pass('shift', timings.activationSeconds);
    writer.shift(splits);
    if (index < shifts.length - 1 || bakesAfterLast) writer.pass('bake', bake);
  });
  writer.pass('final-bake', finalBake);
  writer.terminateIdle(timings.terminationSeconds);
}

/** A batch of green comes, takes its part and bakes; then as much of blue goes (the guide, rolling deployments). */
function roll(
  writer: PhaseWriter,
  batches: readonly (readonly Split[])[],
  bake: number,
  timings: Timings,
): void {
  for (const splits of batches) {
    writer.launch(splits.map(({ greenOn }) => greenOn));
    writer.pass('provision', timings.provisioningSeconds);
    writer.pass('shift', timings.activationSeconds);
    writer.shift(splits);
    writer.pass('bake', bake);
    writer.terminateIdle(timings.terminationSeconds);
  }
}
