import { paginateListEndpoints, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ifReadable } from '../../../adapters/optional-read.ts';
import type { Aws } from '../../aws/aws.ts';

export interface ListedEndpoint {
  readonly name: string;
  readonly status: string;
  readonly arn: string;
}

/** The largest page of ListEndpoints. */
const pageSize = 100;

/** All endpoints of the account and region by name in lower case; undefined if the right to list them is missing. */
export function listEndpoints({
  clients,
}: Pick<Aws, 'clients'>): () => Promise<Map<string, ListedEndpoint> | undefined> {
  const client = clients(SageMakerClient);
  return () =>
    ifReadable(async () => {
      const found = new Map<string, ListedEndpoint>();
      for await (const { Endpoints = [] } of paginateListEndpoints({ client }, { MaxResults: pageSize }))
        for (const {
          EndpointName: name = '',
          EndpointStatus: status = '',
          EndpointArn: arn = '',
        } of Endpoints)
          found.set(name.toLowerCase(), { name, status, arn });
      return found;
    });
}
