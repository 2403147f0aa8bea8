import { wordsOf } from '../strategies/strategies.ts';
import type { Plan } from './plan.ts';

type Shown = Pick<Plan, 'deployment' | 'strategyFrom'>;

const sources: Readonly<Record<NonNullable<Plan['strategyFrom']>, string>> = {
  manifest: 'from the manifest',
  stored: 'stored with the endpoint',
  default: 'the default, where none is stored with the endpoint',
};

/**
 * The strategy and its source: `linear; 20% at a time, 5m bakes; final bake 5m (from the manifest)`
 *
 * @param manifest what the manifest is made of, where not all of the strategy is in the endpoint's own file
 */
export const strategyWords = ({ deployment, strategyFrom }: Shown, manifest?: string): string => {
  if (strategyFrom === undefined) return wordsOf(deployment);
  const isElsewhere = strategyFrom === 'manifest' && manifest !== undefined;
  return `${wordsOf(deployment)} (${isElsewhere ? `from ${manifest}` : sources[strategyFrom]})`;
};

/** The same for a message. People expect it to come from the manifest, so only other sources are named. */
export const shortStrategyWords = (plan: Shown): string =>
  plan.strategyFrom === 'stored' ? strategyWords(plan) : wordsOf(plan.deployment);
