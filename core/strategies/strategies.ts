import { allAtOnce } from './all-at-once.ts';
import { canary } from './canary.ts';
import { linear } from './linear.ts';
import { rolling } from './rolling.ts';
import type { Strategy } from './strategy.ts';
import type { UpdatePolicies } from './update-policies.ts';

/** All strategies. A new one is a file and a line here: docs/adding-a-strategy.md. */
export const strategies = [allAtOnce, canary, linear, rolling] as const;

/** A policy of any strategy. */
export type StrategyPolicy = PolicyOf<(typeof strategies)[number]>;
type PolicyOf<S> = S extends Strategy<infer P> ? P : never;

/** The strategy of a policy. */
export const strategyOf = (policy: StrategyPolicy): Strategy<StrategyPolicy> =>
  strategies.find(({ name }) => name === policy.strategy) as Strategy<StrategyPolicy>;

/** Without a policy, SageMaker shifts all at once with no final bake (API reference of DeploymentConfig). */
export const withoutPolicy: StrategyPolicy = { strategy: 'all-at-once' };

/** A DeploymentConfig in words: `linear; 20% at a time, 5m bakes; final bake 5m` */
export function wordsOf(policies: UpdatePolicies): string {
  const policy = policyFromAws(policies);
  return strategyOf(policy).words(policy);
}

/** Converts AWS's DeploymentConfig to the policy of a strategy. */
export function policyFromAws(policies: UpdatePolicies): StrategyPolicy {
  for (const { fromAws } of strategies) {
    const policy = fromAws(policies);
    if (policy !== undefined) return policy;
  }
  return withoutPolicy;
}
