import {
  DescribeEndpointCommand,
  paginateListEndpoints,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { differOnlyByCase } from '../../core/endpoint-name.ts';
import { unlessMissing } from './refusals.ts';

/** The most that ListEndpoints gives at once. */
const pageSize = 100;

/**
 * As SageMaker calls the endpoint of that name, of which only the upper and lower case may differ; undefined where there
 * is none. AWS does not say whether DescribeEndpoint minds case (docs/assumptions.md): where it finds none, all
 * endpoints are gone through, since the case that NameContains minds is undocumented, too.
 */
export async function ownName(client: SageMakerClient, name: string): Promise<string | undefined> {
  const described = await unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })));
  if (described !== undefined) return described.EndpointName ?? name;
  return listedLike(client, name);
}

/** The endpoint whose name differs from `name`, but by upper and lower case only. */
export async function listedLike(client: SageMakerClient, name: string): Promise<string | undefined> {
  for await (const { Endpoints = [] } of paginateListEndpoints({ client }, { MaxResults: pageSize })) {
    for (const { EndpointName = '' } of Endpoints)
      if (differOnlyByCase(EndpointName, name)) return EndpointName;
  }
  return undefined;
}
