import { S3Client } from '@aws-sdk/client-s3';
import { AddTagsCommand, DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { readManifest } from '../../adapters/s3/manifest.ts';
import { starterManifest } from '../../core/adoption/starter.ts';
import { manifestKeys } from '../../core/artifact-key.ts';
import { examineEndpoint, noSuchEndpoint } from '../../core/doctor/endpoint/examine-endpoint.ts';
import { asOptedIn } from '../../core/doctor/endpoint/release.ts';
import type { Finding } from '../../core/doctor/finding.ts';
import { isWithoutOwn } from '../../core/manifest/own.ts';
import { isManaged, managedTag } from '../../core/own-tags.ts';
import { isBusy } from '../../core/plan/checks/endpoint-state.ts';
import { adoptedAlready, isOfEndpoint } from '../../core/records/adoption.ts';
import type { LiveEndpoint } from '../../core/sagemaker.ts';
import type { Aws } from '../aws/aws.ts';
import type { EndpointRead } from '../doctor/endpoint-reader.ts';
import { modelBucket } from '../push/bucket.ts';
import { asked } from './asked.ts';
import { knownAdoption } from './known-adoption.ts';
import { adoptedBy } from './written-by-adopt.ts';

/** What was done, or with `dryRun` would be done, for one endpoint. */
export interface Adopted {
  readonly endpoint: string;
  /** With `dryRun`, `adopted` if it is so already, in every part. */
  readonly done: 'adopted' | 'would adopt' | 'nothing';
  /** In words, one step each. */
  readonly steps: readonly string[];
  /** The manifest that is written; undefined if there is one already. */
  readonly manifest?: { readonly key: string; readonly text: string };
  /** What stands against it, and what is good to know. */
  readonly findings: readonly Finding[];
}

/**
 * Adopts an endpoint: tags it, has the controller record what serves, and writes its manifest, in this order.
 * Each step is left out if it is done already, so the whole can be repeated. Nothing is done where a release
 * would be refused.
 */
export async function adoptEndpoint(
  aws: Aws,
  name: string,
  facts: EndpointRead,
  { dryRun, by }: { readonly dryRun: boolean; readonly by?: string | undefined },
): Promise<Adopted> {
  if (facts.kind === 'missing')
    return { ...nothing(name), findings: noSuchEndpoint(name, facts.ownName).findings };
  const { live } = facts.findings;
  const { verdict, findings } = examineEndpoint(facts);
  const others = findings.filter(({ check }) => check !== 'tag');
  if (verdict === 'blocked') return { ...nothing(name), findings: others };
  if (isBusy(live)) return { ...nothing(name), findings: [busy(live.status), ...others] };

  // Unguarded: without a deployment, nothing may be begun.
  const found = await readManifest(aws.clients(S3Client), aws.names.bucket, name);
  const [key = ''] = manifestKeys(name);
  const starter = isWithoutOwn(found)
    ? { manifest: { key, text: starterManifest(asOptedIn(facts.findings), facts.defaults).text } }
    : {};
  const isTagged = isManaged(live.tags);
  const tag = `${managedTag.Key}=${managedTag.Value}`;
  const already = dryRun ? await adoptedBefore(aws, live) : undefined;
  const isDone = already !== undefined && isTagged && starter.manifest === undefined;
  const done = dryRun && !isDone ? ('would adopt' as const) : ('adopted' as const);
  if (!dryRun && !isTagged) await tagEndpoint(aws, name);
  const recorded = dryRun ? undefined : await record(aws, name, by);
  if (recorded?.done === 'nothing')
    return { ...nothing(name), steps: [recorded.message, ...(isTagged ? [] : [tagged])], findings: others };
  if (!dryRun && starter.manifest !== undefined)
    await modelBucket(aws).put(key, starter.manifest.text, adoptedBy);
  return {
    endpoint: name,
    done,
    steps: [
      isTagged ? `has the tag ${tag} already` : `tag ${tag}`,
      recorded?.message ??
        already ??
        `record that ${live.configName} serves: the first release can be rolled back to it`,
      starter.manifest === undefined
        ? 'the manifest in the bucket is kept'
        : `manifest s3://${aws.names.bucket}/${key}`,
    ],
    ...starter,
    findings: others,
  };
}

const nothing = (endpoint: string) => ({ endpoint, done: 'nothing', steps: [], findings: [] }) as const;

const tagged = 'its tag is set; give the command again to do the rest';

const busy = (status: string): Finding => ({
  check: 'endpoint',
  weight: 'problem',
  found: `${status} just now: what serves is recorded when it is at rest`,
  todo: 'Try again when it is InService',
});

async function tagEndpoint({ clients }: Aws, EndpointName: string): Promise<void> {
  const client = clients(SageMakerClient);
  // The ARN as SageMaker has it, which spells names in lower case.
  const { EndpointArn } = await client.send(new DescribeEndpointCommand({ EndpointName }));
  await client.send(new AddTagsCommand({ ResourceArn: EndpointArn, Tags: [managedTag] }));
}

/** In words; undefined if that is not so, or may not be read. */
async function adoptedBefore(aws: Aws, live: LiveEndpoint): Promise<string | undefined> {
  const known = await knownAdoption(aws, live.name);
  return known.kind === 'read' && known.value !== undefined && isOfEndpoint(known.value, live)
    ? adoptedAlready(known.value)
    : undefined;
}

async function record(aws: Aws, endpoint: string, by: string | undefined) {
  return asked(aws, { command: 'adopt', endpoint }, by);
}
