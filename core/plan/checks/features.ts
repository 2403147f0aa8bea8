import type { LiveEndpoint, ModelDefinition, ProductionVariant } from '../../sagemaker.ts';
import { type StrategyPolicy, strategyOf } from '../../strategies/strategies.ts';
import type { PolicyFields } from '../../strategies/strategy.ts';
import type { Problem } from '../../values/problem.ts';
import { containersOf } from '../compose-model.ts';
import { isServerless } from '../compose-variants.ts';
import type { Checked } from './checked.ts';

/**
 * Features with which SageMaker silently ignores the policy: it shifts all at once with no final bake (the
 * guide's exclusions page: Marketplace containers, Inf1, and on older pages Elastic Inference; guardrails are
 * for real-time and asynchronous endpoints). A feature in either config counts.
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

/** The variant's instance type, or those of its pools: any of them may be used. */
const typesOf = ({ InstanceType, InstancePools = [] }: ProductionVariant): string[] =>
  [InstanceType, ...InstancePools.map((pool) => pool.InstanceType)].filter((type) => type !== undefined);

/**
 * Refuses a staged strategy that SageMaker would not follow. All at once only loses its final bake: a
 * warning.
 */
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
