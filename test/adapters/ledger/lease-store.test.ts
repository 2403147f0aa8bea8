import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dynamoLeases } from '../../../adapters/ledger/lease-store.ts';
import { admit } from '../../../core/lease/admit.ts';
import { handOver, withdraw } from '../../../core/lease/hand-over.ts';
import type { Change, Lease, Leases } from '../../../core/lease/lease.ts';
import { compareUploads } from '../../../core/lease/order.ts';
import { anUpload, leaseAfter, second, tokenOf } from '../../support/claims.ts';
import { env, type FakeAws, fakeAws } from '../../support/fake-aws.ts';

const [v1, v2, v3] = [anUpload('v1', 1), anUpload('v2', 2), anUpload('v3', 3)];
const now = second(20);
const admitting = (claim: typeof v1) => (lease: Lease) => admit(lease, claim, tokenOf(claim), now);

describe('A lease in the table', () => {
  let aws: FakeAws;
  let leases: Leases;
  beforeEach(async () => {
    aws = await fakeAws();
    leases = dynamoLeases(aws.seam.clients(DynamoDBClient), env.TABLE_NAME);
  });

  it('is free where the endpoint was never heard of', async () => {
    expect(await leases.read('iris')).toEqual({ fence: 0 });
  });

  it('is one item beside the endpoint’s rollouts', async () => {
    expect(await leases.change('iris', admitting(v1))).toEqual({ kind: 'admitted', fence: 1 });
    expect(await aws.item('endpoint#iris', 'lease')).toEqual({
      pk: 'endpoint#iris',
      sk: 'lease',
      revision: 1,
      fence: 1,
      holder: { claim: v1, fence: 1, phase: 'before', since: now },
      newest: v1.order,
    });
  });

  it('comes back as it was decided: holder, next and whom that displaced', async () => {
    for (const claim of [v1, v2, v3]) await leases.change('iris', admitting(claim));
    const lease = await leases.read('iris');
    expect(lease).toEqual(
      [v1, v2, v3].reduce((before, claim) => admitting(claim)(before).lease, { fence: 0 }),
    );
    expect(lease.next).toMatchObject({ claim: v3, displaced: { claim: v2 } });
  });

  it('loses who has gone', async () => {
    for (const claim of [v1, v2]) await leases.change('iris', admitting(claim));
    await leases.change('iris', (lease) => withdraw(lease, v2.rollout));
    await leases.change('iris', (lease) => handOver(lease, v1.rollout, 1, now));
    expect(await leases.read('iris')).toEqual({ fence: 1, newest: v1.order });
  });

  it('is the same for an endpoint in whatever case, and another for another', async () => {
    await leases.change('Iris', admitting(v1));
    expect((await leases.read('IRIS')).holder?.claim).toEqual(v1);
    expect(await leases.read('iris2')).toEqual({ fence: 0 });
  });

  it('is not written where nothing changes', async () => {
    await leases.change('iris', admitting(v1));
    aws.calls.length = 0;
    expect(await leases.change('iris', admitting(v1))).toEqual({ kind: 'admitted', fence: 1 });
    expect(aws.calls).toEqual(['dynamodb:GetItem']);
  });

  it('may hold what has no value: an upload without a sequencer', async () => {
    const bare = anUpload('v1', 1, { sequencer: undefined });
    await leases.change('iris', admitting(bare));
    expect((await leases.read('iris')).holder?.claim.order).not.toHaveProperty('sequencer');
  });

  it('is refused where the item is none: nobody decides on what cannot be read', async () => {
    await leases.change('iris', () => ({ lease: { fence: -1 }, answer: undefined }));
    await expect(leases.read('iris')).rejects.toThrow(/fence/);
  });
});

describe('Many who want a lease at once', () => {
  it('get one holder and the newest as next, and each hears what became of it', async () => {
    const aws = await fakeAws();
    const claims = Array.from({ length: 12 }, (_, index) => anUpload(`v${index}`, index));
    const answers = await Promise.all(
      // Each from a client of its own, as from a Lambda of its own.
      claims.map((claim) =>
        dynamoLeases(aws.seam.clients(DynamoDBClient), env.TABLE_NAME).change('iris', admitting(claim)),
      ),
    );
    const leases = dynamoLeases(aws.seam.clients(DynamoDBClient), env.TABLE_NAME);
    const { holder, next, fence, newest } = await leases.read('iris');
    expect(fence).toBe(1);
    expect(answers.filter(({ kind }) => kind === 'admitted')).toHaveLength(1);
    const last = next?.claim ?? holder?.claim;
    expect(last).toEqual(claims.at(-1));
    // Everyone is holder, next, superseded on arrival, or named as displaced.
    const displaced = answers.flatMap((answer) => (answer.kind === 'queued' ? (answer.displaced ?? []) : []));
    const superseded = answers.filter(({ kind }) => kind === 'superseded');
    expect([holder, next].filter(Boolean).length + displaced.length + superseded.length).toBe(claims.length);
    if (newest && last) expect(compareUploads(newest, last.order)).toBeLessThanOrEqual(0);
    // They contended: some were refused, and decided anew.
    expect(aws.calls.filter((call) => call === 'dynamodb:PutItem').length).toBeGreaterThan(claims.length / 2);
  });

  it('get fencing numbers that never repeat, however they come and go', async () => {
    const aws = await fakeAws();
    const fences: number[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const leases = dynamoLeases(aws.seam.clients(DynamoDBClient), env.TABLE_NAME);
        const claim = anUpload(`v${index}`, index);
        const answer = await leases.change('iris', admitting(claim));
        if (answer.kind !== 'admitted') return;
        fences.push(answer.fence);
        const passed = await leases.change('iris', (lease) =>
          handOver(lease, claim.rollout, answer.fence, now),
        );
        if (passed.kind === 'handed') fences.push(passed.fence);
      }),
    );
    expect(fences.length).toBeGreaterThan(0);
    expect(new Set(fences).size).toBe(fences.length);
    expect((await dynamoLeases(aws.seam.clients(DynamoDBClient), env.TABLE_NAME).read('iris')).fence).toBe(
      Math.max(...fences),
    );
  });
});

describe('A conflict', () => {
  // The mock stands in for the whole class, so it must be gone before others use the real one.
  let documents: AwsClientStub<DynamoDBDocumentClient>;
  const table = 'state';
  const leases = dynamoLeases(new DynamoDBClient({ region: 'us-east-1' }), table);
  const key = { pk: 'endpoint#iris', sk: 'lease' };
  const conflict = Object.assign(new Error('The conditional request failed'), {
    name: 'ConditionalCheckFailedException',
  });
  const stored = (lease: Lease, revision: number) => ({ Item: { ...key, ...lease, revision } });
  const puts = () => documents.commandCalls(PutCommand).map(({ args }) => args[0].input);
  beforeEach(() => {
    documents = mockClient(DynamoDBDocumentClient);
  });
  afterEach(() => {
    documents.restore();
  });

  it('is seen by the revision that was read, from a consistent read', async () => {
    documents.on(GetCommand).resolves(stored(leaseAfter(v1), 7));
    await leases.change('iris', admitting(v2));
    expect(documents.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: table,
      Key: key,
      ConsistentRead: true,
    });
    expect(puts()).toMatchObject([
      {
        TableName: table,
        Item: { ...key, revision: 8, fence: 1 },
        ConditionExpression: 'revision = :read',
        ExpressionAttributeValues: { ':read': 7 },
      },
    ]);
  });

  it('is seen also by the first who writes', async () => {
    documents.on(GetCommand).resolves({});
    await leases.change('iris', admitting(v1));
    expect(puts()).toMatchObject([
      { ConditionExpression: 'attribute_not_exists(pk)', Item: { revision: 1 } },
    ]);
  });

  it('makes it decide anew, on what the other has written', async () => {
    documents
      .on(GetCommand)
      .resolvesOnce({})
      .resolves(stored(leaseAfter(v2), 1));
    documents.on(PutCommand).rejectsOnce(conflict).resolves({});
    const seen: Lease[] = [];
    const answer = await leases.change('iris', (lease) => {
      seen.push(lease);
      return admitting(v1)(lease);
    });
    expect(seen).toEqual([{ fence: 0 }, leaseAfter(v2)]);
    expect(answer).toEqual({ kind: 'superseded', by: { kind: 'upload', release: 'v2' } });
  });

  it('with oneself is none: the answer to a write was lost, and the SDK wrote again', async () => {
    const waits = leaseAfter(v1, v2);
    const withdrawn: Change<unknown> = withdraw(waits, v2.rollout);
    documents.on(GetCommand).resolvesOnce(stored(waits, 2)).resolves(stored(withdrawn.lease, 3));
    documents.on(PutCommand).rejects(conflict);
    // Decided anew, it would say "not waiting", and nobody would hear that it was withdrawn.
    expect(await leases.change('iris', (lease) => withdraw(lease, v2.rollout))).toEqual(withdrawn.answer);
    expect(puts()).toHaveLength(1);
  });

  it('with oneself is none either where something had no value to write', async () => {
    const bare = anUpload('v1', 1, { sequencer: undefined });
    const written = JSON.parse(JSON.stringify(admitting(bare)({ fence: 0 }).lease));
    documents.on(GetCommand).resolvesOnce({}).resolves(stored(written, 1));
    documents.on(PutCommand).rejects(conflict);
    let decided = 0;
    await leases.change('iris', (lease) => {
      decided += 1;
      return admitting(bare)(lease);
    });
    expect(decided).toBe(1);
  });

  it('with another who came to the same long after is one', async () => {
    const waits = leaseAfter(v1, v2);
    const withdrawn = withdraw(waits, v2.rollout).lease;
    documents.on(GetCommand).resolvesOnce(stored(waits, 2)).resolves(stored(withdrawn, 9));
    documents.on(PutCommand).rejects(conflict);
    expect(await leases.change('iris', (lease) => withdraw(lease, v2.rollout))).toEqual({
      kind: 'not-waiting',
    });
  });

  it('again and again is given up, so that the step is tried again later', async () => {
    let revision = 0;
    documents.on(GetCommand).callsFake(() => {
      revision += 1;
      return stored(leaseAfter(v1), revision);
    });
    documents.on(PutCommand).rejects(conflict);
    await expect(leases.change('iris', admitting(v2))).rejects.toMatchObject({
      name: 'LeaseContended',
      message: 'the lease of endpoint iris was changed by others at each of 16 tries; try again later',
    });
    expect(puts()).toHaveLength(16);
  });

  it('is not what any other refusal is', async () => {
    documents.on(GetCommand).resolves({});
    documents.on(PutCommand).rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    await expect(leases.change('iris', admitting(v1))).rejects.toThrow('slow down');
    expect(puts()).toHaveLength(1);
  });
});
