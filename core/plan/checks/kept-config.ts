import { isOwn } from '../../own-tags.ts';
import type { KeptConfig, LiveEndpoint } from '../../sagemaker.ts';
import { type Problem, shown } from '../../values/problem.ts';

/**
 * The config to go back to must exist completely and differ from what serves. It must be ours, or have served
 * before a release of ours replaced it. For a `foreign` rollback, the caller has found that in the ledger.
 */
export function targetProblems(
  { config, foreign = false }: { readonly config: string; readonly foreign?: boolean | undefined },
  target: KeptConfig | undefined,
  live: LiveEndpoint | undefined,
  owner: { readonly stage: string; readonly endpoint: string },
): Problem[] {
  if (live?.configName === config && live.status !== 'UpdateRollbackFailed')
    return [
      refused(
        'another release than the one that serves',
        shown(config),
        'See greenlight history for what is kept.',
      ),
    ];
  const problems = goneProblems({ config, foreign }, target);
  if (target === undefined) return problems;
  if (!foreign && !isOwn(target.tags, owner))
    problems.push(
      refused(
        'an endpoint config that Greenlight made for this endpoint',
        `${shown(config)}, without its tags`,
      ),
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

/** What is missing of a config to go back to: all of it, or models that it names. */
export function goneProblems(
  { config, foreign = false }: { readonly config: string; readonly foreign?: boolean | undefined },
  target: KeptConfig | undefined,
): Problem[] {
  if (target !== undefined)
    return target.missingModels.map((model) =>
      refused('an endpoint config whose models are kept', `model ${shown(model)}, which is gone`),
    );
  return [
    refused(
      'an endpoint config that is kept',
      `${shown(config)}, which is gone`,
      `${foreign ? 'It was not made by Greenlight, and whoever owns it has deleted it. ' : ''}See greenlight history for what is kept.`,
    ),
  ];
}

/** The problem of a rollback if there is no endpoint. */
export const noEndpoint = (endpoint: string): Problem => ({
  field: 'endpoint',
  expected: `an endpoint "${endpoint}" to roll back`,
  got: 'none',
});

const refused = (expected: string, got: string, fix?: string): Problem => ({
  field: 'rollback',
  expected,
  got,
  ...(fix !== undefined && { fix }),
});
