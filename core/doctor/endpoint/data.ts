import { baselineIn, deployments } from '../../records/deployments.ts';
import { replacedBy } from '../../records/replaced.ts';
import { rollbackTarget } from '../../records/rollback-target.ts';
import type { RolloutRecord } from '../../records/rollout-record.ts';
import type { LiveEndpoint } from '../../sagemaker.ts';
import type { Finding } from '../finding.ts';
import type { EndpointFacts, ModelData, ModelDataFinding } from './endpoint-facts.ts';

/**
 * The model data of what serves, and of the baseline: what the first release replaced, as its record has it, or
 * what serves if there has been no release.
 *
 * @param records the endpoint's rollouts, oldest first
 */
export function dataToLookUp(live: LiveEndpoint, records: readonly RolloutRecord[] = []): ModelData[] {
  const serving = replacedBy(live);
  const replaced = deployments(records).length === 0 ? serving : baselineIn(records)?.by.replaced;
  const [ofServing, ofBaseline] = [serving, replaced].map(
    (one) => new Set(one?.variants.flatMap(({ data }) => data)),
  ) as [Set<string>, Set<string>];
  return [...new Set([...ofServing, ...ofBaseline])].map((url) => ({
    url,
    serves: ofServing.has(url),
    isBaseline: ofBaseline.has(url),
  }));
}

/**
 * Where the data of the baseline lies, and whether what serves has its own. The baseline's is not copied: whoever
 * rolls back to it needs it there, unchanged. What serves needs its data for every instance that autoscaling adds.
 */
export function checkData({ data = [], records = [], findings: { live } }: EndpointFacts): Finding<'data'>[] {
  const target = rollbackTarget(records, live.configName, undefined);
  const isNext = target.kind === 'target' && target.to.config === baselineIn(records)?.config;
  return data.flatMap((each) => (each.serves ? ofServing(each) : ofBaseline(each, isNext)));
}

function ofServing({ url, exists, isBaseline }: ModelDataFinding): Finding<'data'>[] {
  if (exists === false)
    return [
      {
        check: 'data',
        weight: 'warning',
        found: `the model data of what serves is gone: ${url}. It cannot be rolled back to, and an instance that is replaced or added now cannot start`,
        todo: 'Put the same object there again, before the next release',
      },
    ];
  if (!isBaseline) return [];
  return [
    {
      check: 'data',
      weight: 'note',
      found: `the model data of what serves is at ${url}: keep it there, unchanged, as long as the first release may be rolled back`,
    },
  ];
}

/** Once there are later releases to go back to, it may be gone on purpose. */
function ofBaseline({ url, exists }: ModelDataFinding, isNext: boolean): Finding<'data'>[] {
  const whose = 'the model data of what served before the first release';
  if (exists !== false)
    return [
      {
        check: 'data',
        weight: 'note',
        found: `${whose} is at ${url}: keep it there, unchanged, as long as that may be rolled back to`,
      },
    ];
  const found = `${whose} is gone: ${url}. It cannot be rolled back to`;
  return [
    isNext
      ? { check: 'data', weight: 'warning', found, todo: 'Put the same object there again' }
      : { check: 'data', weight: 'note', found },
  ];
}
