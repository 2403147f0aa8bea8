import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoInspections } from '../../../adapters/ledger/inspections.ts';
import type { Inspections } from '../../../core/ports/artifacts.ts';
import { anArtifact, instantMs } from '../../support/builders.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';

const artifact = anArtifact({ versionId: 'v1' });
const problem = { field: artifact.key, expected: 'a gzip tar', got: 'a text', fix: 'Pack it again.' };

let aws: FakeAws;
let inspections: Inspections;
beforeEach(async () => {
  aws = await fakeAws();
  const { TABLE_NAME = '' } = aws.seam.env;
  inspections = dynamoInspections(aws.seam.clients(DynamoDBClient), TABLE_NAME, () => instantMs);
});

describe('What reading an archive through has found', () => {
  it('is kept by its version, and by the rules that it was read by', async () => {
    expect(await inspections.found(artifact, 2)).toBeUndefined();
    await inspections.keep(artifact, 2, problem);
    expect(await inspections.found(artifact, 2)).toEqual({ problem });
    expect(await inspections.found(artifact, 3)).toBeUndefined();
    expect(await inspections.found({ ...artifact, versionId: 'v2' }, 2)).toBeUndefined();
    expect(await inspections.found({ ...artifact, key: 'models/iris/v9/model.tar.gz' }, 2)).toBeUndefined();
  });

  it('may be nothing', async () => {
    await inspections.keep(artifact, 2, undefined);
    expect(await inspections.found(artifact, 2)).toEqual({ problem: undefined });
  });

  it('is read by later rules in its place, and forgotten after 60 days', async () => {
    await inspections.keep(artifact, 2, problem);
    await inspections.keep(artifact, 3, undefined);
    expect(await inspections.found(artifact, 3)).toEqual({ problem: undefined });
    expect(await aws.item(`artifact#${artifact.bucket}/${artifact.key}`, 'inspection#v1')).toMatchObject({
      expiresAt: instantMs / 1000 + 60 * 86_400,
    });
  });
});
