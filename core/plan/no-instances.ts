import { type StrategyPolicy, strategyOf } from '../strategies/strategies.ts';
import type { Problem } from '../values/problem.ts';
import type { ComposedVariant } from './composition.ts';
import type { GivenStrategy } from './given-strategy.ts';

/**
 * What a release does where autoscaling has taken every instance away, as it may of an asynchronous endpoint: there is
 * nothing to shift in parts, and no traffic that could be harmed, so a strategy in parts goes all at once, with as long
 * a final bake as it asks for. Both are told; so is that nothing tries the new model before there is an instance again.
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
  // Where blue would not have been kept, the time to look is the bake after a batch.
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
