import { DeleteObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteTagsCommand, DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { sageMakerEndpoints } from '../../adapters/sagemaker/endpoints.ts';
import { manifestKeys } from '../../core/artifact-key.ts';
import { isManaged, managedTag } from '../../core/own-tags.ts';
import type { Aws } from '../aws/aws.ts';
import { asked } from './asked.ts';
import { knownAdoption } from './known-adoption.ts';
import { isWrittenByAdopt } from './written-by-adopt.ts';

/** What was done, or with `dryRun` would be done, to take an adoption back. */
export interface Disowned {
  readonly endpoint: string;
  readonly done: 'forgotten' | 'would forget' | 'nothing';
  readonly steps: readonly string[];
}

/**
 * Takes an adoption back: has the controller forget it, removes the manifest that `adopt` wrote, and the tag.
 * What serves goes on serving. Refused while a rollout is under way. Of an endpoint that is not adopted in any part,
 * it says so.
 */
export async function disownEndpoint(
  aws: Aws,
  endpoint: string,
  { dryRun, by }: { readonly dryRun: boolean; readonly by?: string | undefined },
): Promise<Disowned> {
  const live = await sageMakerEndpoints(aws.clients(SageMakerClient)).live(endpoint);
  if (live === undefined) return { endpoint, done: 'nothing', steps: [`there is no endpoint ${endpoint}`] };
  const [written, known] = await Promise.all([writtenManifest(aws, endpoint), knownAdoption(aws, endpoint)]);
  const isTagged = isManaged(live.tags);
  const isRecorded = known.kind !== 'read' || known.value !== undefined;
  if (!isRecorded && !isTagged && written?.isOurs !== true)
    return {
      endpoint,
      done: 'nothing',
      steps: [`${endpoint} is not adopted: it has no tag ${managedTag.Key}, and no record`],
    };
  const forgotten = dryRun ? undefined : await asked(aws, { command: 'adopt', endpoint, undo: true }, by);
  if (forgotten?.done === 'nothing') return { endpoint, done: 'nothing', steps: [forgotten.message] };
  if (!dryRun && written !== undefined && written.isOurs)
    await aws.clients(S3Client).send(new DeleteObjectCommand({ Bucket: aws.names.bucket, Key: written.key }));
  if (!dryRun && isTagged) await untag(aws, endpoint);
  return {
    endpoint,
    done: dryRun ? 'would forget' : 'forgotten',
    steps: [
      forgotten?.message ??
        (isRecorded ? 'forget the adoption' : `${endpoint} was not adopted: there is no record of it`),
      ...(written === undefined
        ? []
        : [
            written.isOurs
              ? `remove the manifest that adopt wrote, ${written.key}`
              : `${written.key} stays: it is not as adopt wrote it`,
          ]),
      isTagged ? `take the tag ${managedTag.Key} away` : `it has no tag ${managedTag.Key}`,
      `${live.configName} goes on serving`,
    ],
  };
}

async function writtenManifest(
  { clients, names }: Aws,
  endpoint: string,
): Promise<{ key: string; isOurs: boolean } | undefined> {
  for (const key of manifestKeys(endpoint)) {
    try {
      const head = await clients(S3Client).send(new HeadObjectCommand({ Bucket: names.bucket, Key: key }));
      return { key, isOurs: isWrittenByAdopt(head.Metadata) };
    } catch (error) {
      if (!(error instanceof Error && error.name === 'NotFound')) throw error;
    }
  }
  return undefined;
}

async function untag({ clients }: Aws, EndpointName: string): Promise<void> {
  const client = clients(SageMakerClient);
  const { EndpointArn } = await client.send(new DescribeEndpointCommand({ EndpointName }));
  await client.send(new DeleteTagsCommand({ ResourceArn: EndpointArn, TagKeys: [managedTag.Key] }));
}
