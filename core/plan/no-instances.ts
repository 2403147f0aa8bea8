import { type StrategyPolicy, strategyOf } from '../strategies/strategies.ts';
import type { Problem } from '../values/problem.ts';
import type { ComposedVariant } from './composition.ts';
import type { GivenStrategy } from './given-strategy.ts';

/**
 * The strategy if autoscaling has removed every instance, as it may on an asynchronous endpoint. There is
 * nothing to shift in parts, and no traffic to harm. So a strategy in parts becomes all at once, with the
 * final bake that it asks for. Warnings tell this, and that nothing tries the new model before there is an
 * instance again.
 */
export function withoutInstances(
  { policy, fields }: Pick<GivenStrategy, 'policy' | 'fields'>,
  variants: readonly Pick<ComposedVariant, 'name' | 'instanceCount' | 'serverless'>[],
): {
  readonly policy: StrategyPolicy;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
} {
  const onInstances = variants.filter(({ serverless }) => !serverless);
  const empty = onInstances.filter(({ instanceCount }) => instanceCount === 0);
  const warnings = empty.map(
    ({ name }): Problem => ({
      field: 'fleet.instanceCount',
      expected: `an instance of variant ${name} that starts the new model`,
      got: '0, as autoscaling has set: the model is started when it brings instances again',
      fix: 'Scale out first if the release is to try it.',
    }),
  );
  const { isStaged, keepsBlue, bakes, name } = strategyOf(policy);
  if (!isStaged || empty.length === 0 || empty.length < onInstances.length)
    return { policy, problems: [], warnings };
  // If blue would not have been kept, the bake after a batch is the time to look.
  const part = keepsBlue ? 'finalBake' : 'bake';
  const finalBake = bakes(policy).find((bake) => bake.part === part)?.seconds;
  return {
    policy: { strategy: 'all-at-once', finalBake, timeout: policy.timeout },
    problems: [],
    warnings: [
      {
        field: fields.strategy,
        expected: 'instances that can be shifted in parts',
        got: `${name}, and no instance: everything is shifted at once`,
      },
      ...warnings,
    ],
  };
}
