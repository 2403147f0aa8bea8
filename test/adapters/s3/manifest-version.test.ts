import { S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { s3Artifacts } from '../../../adapters/s3/artifacts.ts';
import { manifestVersionOf } from '../../../core/plan/manifest-version.ts';
import type { ArtifactStore } from '../../../core/ports/artifacts.ts';
import { bucket, type FakeAws, fakeAws } from '../../support/fake-aws.ts';

let aws: FakeAws;
let artifacts: ArtifactStore;
beforeEach(async () => {
  aws = await fakeAws();
  artifacts = s3Artifacts(aws.seam.clients(S3Client), (work) => work());
});

const yaml = 'models/iris/greenlight.yaml';
const now = () => artifacts.manifestVersion(bucket, 'iris');
const read = async () => manifestVersionOf(await artifacts.readManifest(bucket, 'iris'));

describe('The version of a manifest', () => {
  it('is told by one call, whatever lies beside it', async () => {
    await aws.put(yaml, 'keep: 1');
    await aws.put('models/iris/greenlight.notes.yaml', 'keep: 2');
    await aws.put('models/iris2/greenlight.yaml', 'keep: 2');
    const known = await read();
    aws.calls.length = 0;
    expect(await now()).toEqual(known);
    expect(aws.calls).toEqual(['s3:ListBucketVersions']);
  });

  it('is another one with each upload, also of the same content', async () => {
    const seen = new Set<string>();
    for (const text of ['keep: 1', 'keep: 1', 'keep: 2', 'keep: 1']) {
      await aws.put(yaml, text);
      expect(await now()).toEqual(await read());
      seen.add(JSON.stringify(await now()));
    }
    expect(seen.size).toBe(4);
  });

  it('is, of two, the one that a look at both would tell', async () => {
    await aws.put(yaml, 'keep: 1');
    await aws.clock.advance(5000);
    await aws.put('models/iris/greenlight.json', '{}');
    expect(await now()).toEqual(await read());
    expect(await now()).toMatchObject({ key: 'models/iris/greenlight.json' });
  });

  it('is none where there is none', async () => {
    expect(await now()).toBeNull();
    await aws.put('models/iris/v1/greenlight.yaml', 'keep: 1');
    expect(await now()).toBeNull();
  });
});
