import { formatDuration } from '../manifest/duration.ts';
import { formatStep } from '../manifest/step.ts';
import type { Problem } from '../problem.ts';
import type { CapacitySize, DeploymentConfig } from '../sagemaker.ts';
import { strategyName } from './deployment-config.ts';
import type { PolicyFields } from './policy-fields.ts';
import { bakesOf, stepCount, timeoutOf, totalWaits } from './waits.ts';

/** A variant that shifts. */
export interface Shifting {
  readonly name: string;
  readonly instanceCount: number;
}

/**
 * AWS's rules for a policy against the fleet it will shift, all problems at once. Sources: the guide's pages on
 * canary (at most 50 % of the fleet), linear (10 to 50 %) and rolling (5 to 50 %) deployments, each of every variant,
 * and MaximumExecutionTimeoutInSeconds ("should be larger than the total waiting time").
 */
export function deploymentProblems(
  deployment: DeploymentConfig,
  variants: readonly Shifting[],
  fields: PolicyFields,
): Problem[] {
  const routing = deployment.BlueGreenUpdatePolicy?.TrafficRoutingConfiguration;
  const size =
    routing?.CanarySize ?? routing?.LinearStepSize ?? deployment.RollingUpdatePolicy?.MaximumBatchSize;
  const problems =
    size === undefined
      ? []
      : variants.flatMap((variant) => sizeProblems(deployment, size, variant, variants, fields));
  const rollback = deployment.RollingUpdatePolicy?.RollbackMaximumBatchSize;
  if (rollback?.Type === 'CAPACITY_PERCENT' && rollback.Value > 100)
    problems.push({
      field: fields.rollbackStep,
      expected: 'at most 100 % of the fleet',
      got: formatStep(rollback),
    });

  const counts = variants.map(({ instanceCount }) => instanceCount);
  const waits = totalWaits(deployment, counts);
  const timeout = timeoutOf(deployment);
  if (timeout <= waits) {
    const { bake, finalBake } = bakesOf(deployment);
    const rest = deployment.RollingUpdatePolicy ? '' : ` + ${formatDuration(finalBake)}`;
    const sum = `${stepCount(deployment, counts)} × ${formatDuration(bake)}${rest}`;
    problems.push({
      field: fields.timeout,
      expected: `more than all waits together, ${formatDuration(waits)} (${sum})`,
      got: formatDuration(timeout),
      fix: 'Give it a longer timeout, or shorter bakes.',
    });
  }
  return problems;
}

/** Percent of a variant's instances that one step may shift. */
const ranges = { canary: [0, 50], linear: [10, 50], rolling: [5, 50] } as const;

function sizeProblems(
  deployment: DeploymentConfig,
  size: CapacitySize,
  { name, instanceCount }: Shifting,
  all: readonly Shifting[],
  fields: PolicyFields,
): Problem[] {
  const strategy = strategyName(deployment);
  if (strategy === 'all-at-once') return [];
  const of = all.length > 1 ? ` of variant ${name}` : '';
  if (instanceCount < 2) {
    const fix = 'Use strategy all-at-once with a finalBake, or give the fleet more instances.';
    const expected = 'a fleet of 2 or more instances, since half of it is the largest part that may shift';
    return [{ field: fields.strategy, expected, got: `${instanceCount} instance${of}`, fix }];
  }
  const [min, max] = ranges[strategy];
  const isAllowed = (percent: number) => percent >= min && percent <= max;
  const range = min === 0 ? `at most ${max} % of the fleet` : `${min} to ${max} % of the fleet`;
  const share = shareOf(size, instanceCount);
  if (!isAllowed(share)) {
    const got = `${formatStep(size)} (${decimal(share)} % of ${instanceCount} instances${of})`;
    return [{ field: fields.step, expected: range, got, fix: 'Choose a step within that range.' }];
  }
  if (size.Type === 'INSTANCE_COUNT') return [];
  const rounded = roundings(size.Value, instanceCount).find(
    (count) => !isAllowed((100 * count) / instanceCount),
  );
  if (rounded === undefined) return [];
  // 50 % of 5 is 2.5 instances: 3 would be 60 %. Allowed are 1 and 2.
  const fewest = Math.max(1, Math.ceil((min * instanceCount) / 100));
  const most = Math.floor((max * instanceCount) / 100);
  return [
    {
      field: fields.step,
      expected: `${range}, however AWS rounds to instances`,
      got: `${formatStep(size)} of ${instanceCount} instances${of}, which may become ${rounded} (${decimal((100 * rounded) / instanceCount)} %)`,
      fix: `Write ${fewest === most ? formatCount(fewest) : `${fewest} to ${formatCount(most)}`}.`,
    },
  ];
}

/** 1 instance of 5 is 20 %; 3 of 5 are 60 %. */
const shareOf = (size: CapacitySize, instanceCount: number): number =>
  size.Type === 'CAPACITY_PERCENT' ? size.Value : (100 * size.Value) / instanceCount;

/** What a percentage may come to: rounded up or to the nearest, at least one (docs/assumptions.md). 10 % of 14: 2, 1. */
function roundings(percent: number, instanceCount: number): number[] {
  const exact = (percent * instanceCount) / 100;
  return [Math.ceil(exact), Math.max(1, Math.round(exact))];
}

const formatCount = (Value: number): string => formatStep({ Type: 'INSTANCE_COUNT', Value });

/** One decimal: 2 of 21 are 9.5 %, and 10 % would look allowed. */
const decimal = (percent: number): number => Math.round(10 * percent) / 10;
