import { type Readings, readingsOf } from '../../strategies/readings.ts';
import type { Split } from '../../strategies/splits.ts';
import { type StrategyPolicy, strategyOf } from '../../strategies/strategies.ts';
import type { Stretch } from '../../strategies/strategy.ts';
import type { Timings } from '../../strategies/timings.ts';
import { type Course, PhaseWriter, type VariantFleets } from './phase-writer.ts';

/**
 * A first release: whatever the policy, the endpoint is Creating until its fleet is up. No traffic until
 * then.
 */
export function creation(variants: readonly VariantFleets[], timings: Timings): Course {
  const writer = new PhaseWriter(variants, false);
  writer.launch(variants.map(({ green }) => green));
  writer.pass('provision', timings.provisioningSeconds);
  return writer;
}

/** An update without trouble. */
function updateCourse(
  policy: StrategyPolicy,
  variants: readonly VariantFleets[],
  timings: Timings,
  readings: Readings,
): Course {
  const writer = new PhaseWriter(variants, true);
  const shifts = shiftsOf(policy, variants, readings);
  for (const stretch of strategyOf(policy).stretches(policy, shifts, readings))
    pass(writer, stretch, timings);
  return writer;
}

/** All courses that an update may take under AWS's documents, where `given` does not decide. */
export const updateCourses = (
  policy: StrategyPolicy,
  variants: readonly VariantFleets[],
  timings: Timings,
  given: Partial<Readings>,
): readonly Course[] =>
  readingsOf(given).map((readings) => updateCourse(policy, variants, timings, readings));

/**
 * For each shift, the state of each variant after it, by its own steps. A variant with fewer steps stays
 * wholly on green.
 */
function shiftsOf(
  policy: StrategyPolicy,
  variants: readonly VariantFleets[],
  readings: Readings,
): readonly (readonly Split[])[] {
  const shifts = variants.map((sizes) => strategyOf(policy).splits(policy, sizes, readings));
  const steps = Math.max(...shifts.map((splits) => splits.length));
  return Array.from({ length: steps }, (_, step) =>
    shifts.flatMap((splits) => splits[step] ?? splits.at(-1) ?? []),
  );
}

function pass(writer: PhaseWriter, stretch: Stretch, timings: Timings): void {
  switch (stretch.kind) {
    case 'provision':
      writer.launch(stretch.splits.map(({ greenOn }) => greenOn));
      writer.pass('provision', timings.provisioningSeconds);
      break;
    case 'shift':
      writer.pass('shift', timings.activationSeconds);
      writer.shift(stretch.splits);
      break;
    case 'bake':
    case 'final-bake':
      writer.pass(stretch.kind, stretch.seconds);
      break;
    case 'terminate':
      writer.terminateIdle(timings.terminationSeconds);
      break;
    default:
      stretch satisfies never;
  }
}
