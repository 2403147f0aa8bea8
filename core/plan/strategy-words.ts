import { policyFromAws, wordsOf } from '../strategies/strategies.ts';
import type { Plan } from './plan.ts';
import { trafficSteps, trafficStepsText } from './timeline/traffic-steps.ts';

type Shown = Pick<Plan, 'deployment' | 'strategyFrom' | 'timeline'>;

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
export const strategyWords = ({ deployment, strategyFrom, timeline }: Shown, manifest?: string): string => {
  const words = withSteps(deployment, timeline);
  if (strategyFrom === undefined) return words;
  const isElsewhere = strategyFrom === 'manifest' && manifest !== undefined;
  return `${words} (${isElsewhere ? `from ${manifest}` : sources[strategyFrom]})`;
};

/** The same for a message. People expect it to come from the manifest, so only other sources are named. */
export const shortStrategyWords = (plan: Shown): string =>
  plan.strategyFrom === 'stored' ? strategyWords(plan) : withSteps(plan.deployment, plan.timeline);

/** A percentage is rounded to instances: 25 % of two is 50 %. Where that makes another first step than the one that is written, all steps follow. */
function withSteps(deployment: Plan['deployment'], timeline: Plan['timeline']): string {
  const policy = policyFromAws(deployment);
  const [first] = trafficSteps(timeline);
  const written = 'step' in policy && policy.step.Type === 'CAPACITY_PERCENT' ? policy.step.Value : first;
  return first === undefined || first === written
    ? wordsOf(deployment)
    : `${wordsOf(deployment)}; by whole instances ${trafficStepsText(timeline)} of the traffic`;
}
