import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Records } from '../../../cli/aws/records.ts';
import { keptOrNow } from '../../../cli/reads/kept-or-now.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { make as keepRecording } from '../../../functions/keep-recording.ts';
import { aRollout, aStop, instant, instantMs } from '../../support/builders.ts';
import { bucket, type FakeAws, fakeAws } from '../../support/fake-aws.ts';
import { aChange, queueEvent } from '../../support/on-slack.ts';
import { begun } from '../../support/rollouts-on-aws.ts';

const rollout = aRollout();
const name = 'iris-28498af81349-1';
const minutes = (n: number) => instantAt(instantMs + n * 60_000);

let aws: FakeAws;
let record: RolloutRecord;
beforeEach(async () => {
  aws = await fakeAws();
  await begun(aws, rollout);
  await aws.ledger.conclude(rollout, concludeEnding({ kind: 'stopped', stop: aStop() }), instant, true);
  record = (await aws.ledger.rollout('iris', name)) as RolloutRecord;
});

const keep = async () => {
  await aws.clock.advance(300_000);
  await keepRecording(aws.seam)(queueEvent([aChange(name, 'concluded')]));
};
const read = (of = record) =>
  keptOrNow(
    { clients: aws.seam.clients, now: async () => instantMs + 86_400_000 },
    {
      ...{ gates: async () => [], waits: async () => [], looks: async () => [] },
      endpoint: async () => undefined,
    } satisfies Pick<Records, 'gates' | 'waits' | 'looks' | 'endpoint'>,
    of,
    [of],
  );
const put = (Body: string) =>
  aws.seam
    .clients(S3Client)
    .send(new PutObjectCommand({ Bucket: bucket, Key: `reports/iris/${name}.json`, Body }));
const kept = { source: 'kept', asOf: minutes(5) };
const live = { source: 'live', asOf: minutes(24 * 60) };

describe('The recording of a rollout', () => {
  it('is the kept one, as of then, wherever there is one', async () => {
    await keep();
    expect(await read()).toMatchObject(kept);
  });

  it('is made now where none is kept, or its rollout has not ended', async () => {
    expect(await read()).toMatchObject(live);
    await keep();
    const { endedAt: _, ...running } = record;
    expect(await read(running)).toMatchObject(live);
  });

  it('is made now where the kept one knows nothing of what became of the endpoint', async () => {
    await keep();
    const aftermath = (at: number) => ({ at: minutes(at), status: 'InService', serving: name });
    expect(await read({ ...record, aftermath: aftermath(4) })).toMatchObject(kept);
    expect(await read({ ...record, aftermath: aftermath(6) })).toMatchObject(live);
  });

  it.each(['no JSON', '{"format":2}'])('is made now where the kept one cannot be read: %s', async (text) => {
    await put(text);
    expect(await read()).toMatchObject(live);
  });

  it('is made now where the bucket may not be read', async () => {
    await keep();
    aws.between((action, call) =>
      action === 's3:GetObject'
        ? Promise.reject(Object.assign(new Error('denied'), { name: 'AccessDenied' }))
        : call(),
    );
    expect(await read()).toMatchObject(live);
  });
});
