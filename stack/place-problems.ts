import { type Problem, shown } from '../core/values/problem.ts';
import type { Settings } from './settings.ts';

/** Partitions by the beginning of their regions' names; every other region is in `aws`. */
const partitions: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
];

const partitionOf = (region: string): string =>
  partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';

/**
 * Settings that belong to another region or partition than that of the deployment. The template would take them, and
 * the first call that needs them would be denied: a key is in one region, an ARN in one partition.
 */
export function placeProblems({ keys, roles, allowed }: Settings, region: string): Problem[] {
  const list = (field: string, values: readonly string[] = []) =>
    values.map((value, index): [field: string, arn: string] => [`${field}[${index}]`, value]);
  return [
    ...list('keys.endpoints', keys.endpoints),
    ...list('keys.artifacts', keys.artifacts),
    ...(keys.storage === undefined ? [] : [['keys.storage', keys.storage] as [string, string]]),
    ...(roles.boundary === undefined ? [] : [['roles.boundary', roles.boundary] as [string, string]]),
  ]
    .flatMap(([field, arn]) => arnProblem(field, arn, region) ?? [])
    .concat(
      list('allowed.images', allowed.images).flatMap(
        ([field, uri]) => imageProblem(field, uri, region) ?? [],
      ),
    );
}

function arnProblem(field: string, arn: string, region: string): Problem | undefined {
  const [, partition, , itsRegion = ''] = arn.split(':');
  const wanted = partitionOf(region);
  const got = shown(arn);
  if (partition !== wanted)
    return { field, expected: `an ARN of ${region}, which begins with arn:${wanted}:`, got };
  if (itsRegion === '' || itsRegion === region) return undefined;
  const expected = `a key of ${region}, to which this is deployed`;
  return { field, expected, got, fix: 'Name that of this region, in a settings file of this stage.' };
}

/** ECR's hosts in China end in another way. */
function imageProblem(field: string, uri: string, region: string): Problem | undefined {
  const [, itsDomain] = /\.dkr\.ecr\.[^/]*\.(amazonaws\.com(?:\.cn)?)(?:\/|$)/.exec(uri) ?? [];
  const domain = partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  if (itsDomain === undefined || itsDomain === domain) return undefined;
  return { field, expected: `a registry of ${region}, whose name ends in ${domain}`, got: shown(uri) };
}
