import type { LiveEndpoint, ModelDefinition, ProductionVariant } from '../../sagemaker.ts';
import { type StrategyPolicy, strategyOf } from '../../strategies/strategies.ts';
import type { PolicyFields } from '../../strategies/strategy.ts';
import type { Problem } from '../../values/problem.ts';
import { containersOf } from '../compose-model.ts';
import { isServerless } from '../compose-variants.ts';
import type { Checked } from './checked.ts';

/**
 * What makes SageMaker do otherwise than it was asked, without a word: some features shift all at once with no final
 * bake, whatever the policy says (the guide's exclusions page: Marketplace containers, Inf1, and on older pages Elastic
 * Inference; guardrails are for real-time and asynchronous endpoints). It counts if either config uses the feature.
 */
export function excludedFeatures(
  next: { readonly models: readonly ModelDefinition[]; readonly variants: readonly ProductionVariant[] },
  live: LiveEndpoint | undefined,
): string[] {
  const containers = [...next.models, ...Object.values(live?.models ?? {})].flatMap(containersOf);
  const variants = [...next.variants, ...(live?.config.ProductionVariants ?? [])];
  const packages = containers.some(({ ModelPackageName }) => ModelPackageName !== undefined);
  return [
    ...(packages ? ['a model package, as Marketplace containers are'] : []),
    ...(variants.flatMap(typesOf).some((type) => type.startsWith('ml.inf1.')) ? ['Inf1 instances'] : []),
    ...(variants.some(({ AcceleratorType }) => AcceleratorType !== undefined) ? ['Elastic Inference'] : []),
    ...(variants.some(isServerless) ? ['a serverless variant'] : []),
  ];
}

/** Its instance type, or those of its pools: any of them may come. */
const typesOf = ({ InstanceType, InstancePools = [] }: ProductionVariant): string[] =>
  [InstanceType, ...InstancePools.map((pool) => pool.InstanceType)].filter((type) => type !== undefined);

/** A staged strategy that SageMaker would not follow is refused; all at once loses its final bake, and that is told. */
export function checkFeatures(
  excluded: readonly string[],
  policy: StrategyPolicy,
  variantCount: number,
  fields: PolicyFields,
): Checked {
  const { name, isStaged, takesSeveralVariants } = strategyOf(policy);
  const finalBake = policy.finalBake ?? 0;
  const problem = (what: string): Problem => ({
    field: fields.strategy,
    expected: `all-at-once: with ${what}, SageMaker would silently shift everything at once, with no final bake`,
    got: name,
    fix: 'Use strategy all-at-once.',
  });
  const several =
    variantCount > 1 && !takesSeveralVariants ? [`${variantCount} variants in a ${name} update`] : [];
  if (isStaged) return { problems: [...excluded, ...several].map(problem), warnings: [] };
  if (finalBake === 0) return { problems: [], warnings: [] };
  const warnings = excluded.map((what) => ({
    field: fields.finalBake,
    expected: `no final bake: SageMaker silently leaves it out with ${what}, and no alarm rolls back`,
    got: `${finalBake}s`,
  }));
  return { problems: [], warnings };
}
