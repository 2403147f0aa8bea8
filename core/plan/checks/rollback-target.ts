import { isOwn } from '../../own-tags.ts';
import { type Problem, shown } from '../../problem.ts';
import type { KeptConfig, LiveEndpoint } from '../../sagemaker.ts';

/** The config to go back to must be there whole, be ours, and be another than what serves. */
export function targetProblems(
  config: string,
  target: KeptConfig | undefined,
  live: LiveEndpoint | undefined,
  owner: { readonly stage: string; readonly endpoint: string },
): Problem[] {
  const refused = (expected: string, got: string, fix?: string): Problem => ({
    field: 'rollback',
    expected,
    got,
    ...(fix !== undefined && { fix }),
  });
  if (live?.configName === config && live.status !== 'UpdateRollbackFailed')
    return [
      refused(
        'another release than the one that serves',
        shown(config),
        'See greenlight history for what is kept.',
      ),
    ];
  if (target === undefined)
    return [
      refused(
        'an endpoint config that is kept',
        `${shown(config)}, which is gone`,
        'See greenlight history for what is kept.',
      ),
    ];
  const problems: Problem[] = [];
  if (!isOwn(target.tags, owner))
    problems.push(
      refused(
        'an endpoint config that Greenlight made for this endpoint',
        `${shown(config)}, without its tags`,
      ),
    );
  for (const model of target.missingModels)
    problems.push(
      refused('an endpoint config whose models are kept', `model ${shown(model)}, which is gone`),
    );
  const names = (variants: readonly { VariantName: string }[]) =>
    variants
      .map(({ VariantName }) => VariantName)
      .sort()
      .join(', ');
  const before = names(live?.config.ProductionVariants ?? []);
  const after = names(target.config.ProductionVariants);
  if (live !== undefined && live.config.ProductionVariants.length > 0 && before !== after)
    problems.push(refused(`variants ${before}, as they serve: an update must keep their names`, after));
  return problems;
}
