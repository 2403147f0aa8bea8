import { paginateListEndpoints, paginateListTags, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ifReadable } from '../../adapters/optional-read.ts';
import { isManaged } from '../../core/own-tags.ts';

/** The largest page of ListEndpoints. */
const pageSize = 100;
/** So many endpoints are asked for their tags at a time: SageMaker limits how often it may be asked. */
const atATime = 5;

/**
 * The names of the endpoints that carry the tag by which an endpoint opts in, except those of `known` (in lower case).
 * Undefined if the right to list endpoints or to read their tags is missing.
 */
export async function optedInBeside(
  client: SageMakerClient,
  known: ReadonlySet<string>,
): Promise<string[] | undefined> {
  return ifReadable(async () => {
    const others: { readonly name: string; readonly arn: string }[] = [];
    for await (const { Endpoints = [] } of paginateListEndpoints({ client }, { MaxResults: pageSize }))
      for (const { EndpointName: name = '', EndpointArn: arn = '' } of Endpoints)
        if (!known.has(name.toLowerCase())) others.push({ name, arn });
    const found: string[] = [];
    for (let start = 0; start < others.length; start += atATime) {
      const some = others.slice(start, start + atATime);
      const managed = await Promise.all(some.map(({ arn }) => hasOptedIn(client, arn)));
      found.push(...some.filter((_, index) => managed[index]).map(({ name }) => name));
    }
    return found;
  });
}

/** Whether the endpoint carries the tag. */
export async function hasOptedIn(client: SageMakerClient, arn: string): Promise<boolean> {
  for await (const { Tags = [] } of paginateListTags({ client }, { ResourceArn: arn }))
    if (isManaged(Tags)) return true;
  return false;
}
