import { beforeEach, describe, expect, it } from 'vitest';
import { lookOnce } from '../../../app/findings/look-once.ts';
import type { FindingsPorts } from '../../../app/findings/read-findings.ts';
import { findingsPorts } from '../../../composition/planning.ts';
import { aWrittenManifest } from '../../support/builders.ts';
import { bucket, type FakeAws, fakeAws, refusal } from '../../support/fake-aws.ts';
import { serving } from '../../support/rollouts-on-aws.ts';

let aws: FakeAws;
let look: FindingsPorts;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws, 'iris-old');
  look = lookOnce(findingsPorts(aws.seam), () => aws.clock.now());
});

const describing = () => aws.calls.filter((call) => call === 'sagemaker:DescribeEndpoint').length;

describe('A look that serves several steps', () => {
  it('is made once while no time has passed, and again after five seconds', async () => {
    const [first, again] = [await look.endpoints.live('iris'), await look.endpoints.live('iris')];
    expect(again).toBe(first);
    expect(describing()).toBe(1);
    await aws.clock.advance(5001);
    await look.endpoints.live('iris');
    expect(describing()).toBe(2);
  });

  it('is one for each thing that is asked for', async () => {
    await look.endpoints.live('iris');
    expect(await look.endpoints.live('other')).toBeUndefined();
    await look.alarms.find(['a']);
    await look.alarms.find(['a', 'b']);
    expect(aws.calls.filter((call) => call === 'cloudwatch:DescribeAlarms')).toHaveLength(2);
  });

  it('that failed is made again', async () => {
    aws.on('DescribeEndpoint', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(look.endpoints.live('iris')).rejects.toThrow('Rate exceeded');
    aws.on('DescribeEndpoint', undefined);
    expect(await look.endpoints.live('iris')).toMatchObject({ name: 'iris' });
  });

  it('for a newer manifest always looks, and what it finds serves the steps after it', async () => {
    const put = (keep: number) =>
      aws.put('models/iris/greenlight.json', JSON.stringify(aWrittenManifest({ keep })));
    await put(1);
    const first = await look.artifacts.readManifest(bucket, 'iris');
    await put(2);
    expect(await look.artifacts.readManifest(bucket, 'iris')).toBe(first);
    const newest = await look.artifacts.manifestVersion(bucket, 'iris');
    const again = await look.artifacts.readManifest(bucket, 'iris');
    expect(again).toMatchObject({ value: { keep: 2 }, version: newest?.versionId });
    await look.artifacts.manifestVersion(bucket, 'iris');
    expect(await look.artifacts.readManifest(bucket, 'iris')).toBe(again);
  });
});
