import {
  DescribeEndpointCommand,
  paginateListEndpoints,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { differOnlyByCase } from '../../core/endpoint-name.ts';
import { unlessMissing } from './refusals.ts';

/** The largest page of ListEndpoints. */
const pageSize = 100;

/**
 * SageMaker's own spelling of the endpoint's name, which may differ in upper and lower case; undefined if
 * there is no such endpoint. AWS does not say whether DescribeEndpoint is case-sensitive
 * (docs/assumptions.md). If it finds none, all endpoints are listed, since AWS does not say whether
 * NameContains is case-sensitive either.
 */
export async function ownName(client: SageMakerClient, name: string): Promise<string | undefined> {
  const described = await unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })));
  if (described !== undefined) return described.EndpointName ?? name;
  return listedLike(client, name);
}

/** The endpoint whose name differs from `name` only in upper and lower case. */
export async function listedLike(client: SageMakerClient, name: string): Promise<string | undefined> {
  for await (const { Endpoints = [] } of paginateListEndpoints({ client }, { MaxResults: pageSize })) {
    for (const { EndpointName = '' } of Endpoints)
      if (differOnlyByCase(EndpointName, name)) return EndpointName;
  }
  return undefined;
}
