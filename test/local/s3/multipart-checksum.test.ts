import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { errorOf, s3World } from './support.ts';
import { checked, listed, uploading } from './uploading.ts';

const Bucket = 'models';

test.each([
  ['COMPOSITE', 'CRC32', (value = '') => value.endsWith('-2')],
  ['FULL_OBJECT', 'CRC32', (value = '') => !value.includes('-')],
] as const)(
  'a checksum of type %s is %s of the whole or of the parts',
  async (ChecksumType, ChecksumAlgorithm, fits) => {
    const w = await uploading({ ChecksumType, ChecksumAlgorithm });
    const made = await w.complete(listed([await w.part(1, 'one'), await w.part(2, 'two')]));
    expect([made.ChecksumType, fits(made.ChecksumCRC32)]).toEqual([ChecksumType, true]);
    // The SDK checks what it reads against the checksum of the whole.
    expect(await w.read()).toMatchObject({ text: 'onetwo', ChecksumCRC32: made.ChecksumCRC32 });
  },
);

test('AWS refuses a checksum of another algorithm than the upload named, and a composite one without', async () => {
  const mismatch = (expected: string, actual: string) =>
    `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`;
  // The SDK sends CRC-32 by itself.
  const sha = await uploading({ ChecksumAlgorithm: 'SHA256' });
  expect((await errorOf(sha.part(1, 'one'))).message).toBe(mismatch('sha256', 'crc32'));
  const bare = await sha.raw('PUT', `/models/big?uploadId=${sha.UploadId}&partNumber=1`, { body: 'one' });
  expect(bare.body).toContain(mismatch('sha256', 'null'));
  const whole = await uploading({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
  const computed = await whole.raw('PUT', `/models/big?uploadId=${whole.UploadId}&partNumber=1`, {
    body: 'one',
  });
  expect(computed.headers).toMatchObject({ 'x-amz-checksum-crc32': checked('one').ChecksumCRC32 });
});

test("AWS takes the SDKs' own checksums of parts, as header or trailer, where the upload named no algorithm", async () => {
  const w = await uploading({ ChecksumAlgorithm: undefined });
  const first = await w.part(1, 'one');
  expect(first.ChecksumCRC32).toBe(checked('one').ChecksumCRC32);
  const target = `/models/big?uploadId=${w.UploadId}&partNumber=2`;
  const streamed = await w.raw('PUT', target, {
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '3',
      'x-amz-sdk-checksum-algorithm': 'CRC32',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    },
    body: `3\r\ntwo\r\n0\r\nx-amz-checksum-crc32:${checked('two').ChecksumCRC32}\r\n\r\n`,
  });
  expect(streamed).toMatchObject({
    status: 200,
    headers: { 'x-amz-checksum-crc32': checked('two').ChecksumCRC32 },
  });
  const wrong = await w.raw('PUT', target, { headers: { 'x-amz-checksum-crc32': 'AAAAAA==' }, body: 'two' });
  expect(wrong.body).toContain('<Code>BadDigest</Code>');

  // They are checked and not kept: neither listing tells of a checksum, and none counts when it is completed.
  const [upload] = (await w.s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];
  const listing = await w.s3.send(new ListPartsCommand({ ...w.where, UploadId: w.UploadId }));
  expect([upload?.ChecksumAlgorithm, listing.ChecksumAlgorithm, listing.ChecksumType]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(listing.Parts?.map((part) => part.ChecksumCRC32 ?? part.ChecksumCRC64NVME)).toEqual([
    undefined,
    undefined,
  ]);
  const parts = ['one', 'two'].map((text, n) => ({ PartNumber: n + 1, ETag: checked(text).ETag }));
  const withChecksums = ['one', 'two'].map((text, n) => ({ PartNumber: n + 1, ...checked(text) }));
  expect(await errorOf(w.complete(withChecksums))).toMatchObject({ name: 'InvalidPart' });
  expect(await errorOf(w.complete(parts, { ChecksumType: 'FULL_OBJECT' }))).toMatchObject({
    name: 'InvalidRequest',
    message:
      'The upload was created using the null checksum mode. The complete request must use the same checksum mode.',
  });
  const made = await w.complete(parts, { ChecksumCRC32: 'AAAAAA==-2' });
  expect(made).toMatchObject({ ChecksumType: 'FULL_OBJECT', ChecksumCRC64NVME: expect.any(String) });
  expect(await w.read()).toMatchObject({ text: 'onetwo', ChecksumCRC64NVME: made.ChecksumCRC64NVME });
});

test('AWS tells nothing of checksums of an upload that named no algorithm; a type needs one', async () => {
  const { s3 } = s3World();
  const create = (more: object) => s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'big', ...more }));
  expect(await create({})).not.toHaveProperty('ChecksumAlgorithm');
  expect(await create({ ChecksumAlgorithm: 'CRC32' })).toMatchObject({
    ChecksumAlgorithm: 'CRC32',
    ChecksumType: 'COMPOSITE',
  });
  expect((await errorOf(create({ ChecksumType: 'FULL_OBJECT' }))).message).toBe(
    'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
  );
  expect((await errorOf(create({ ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' }))).message).toBe(
    'The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.',
  );
});

test('AWS compares what is completed with what the upload declared: type, algorithm and value', async () => {
  const w = await uploading({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
  await w.part(1, 'one');
  const parts = [{ PartNumber: 1, ...checked('one') }];
  const { ChecksumCRC32 } = checked('one');
  const wrong = {
    name: 'BadDigest',
    message: 'The crc32 you specified did not match the calculated checksum.',
  };
  // Without its type, a CRC-32 is taken for one of parts.
  expect(await errorOf(w.complete(parts, { ChecksumCRC32 }))).toMatchObject(wrong);
  const ChecksumType = 'FULL_OBJECT';
  const other = await errorOf(
    w.complete(parts, { ChecksumType, ChecksumSHA1: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
  );
  expect(other).toMatchObject(wrong);
  expect((await errorOf(w.complete(parts, { ChecksumType: 'COMPOSITE' }))).message).toContain(
    'created using the FULL_OBJECT checksum mode',
  );
  const named = [{ PartNumber: 1, ETag: checked('one').ETag, ChecksumSHA256: 'AAAA' }];
  expect(await errorOf(w.complete(named))).toMatchObject({
    name: 'BadDigest',
    message: 'The sha256 you specified for part 1 did not match what we received.',
  });
  await w.complete(parts, { ChecksumCRC32, ChecksumType });
  expect((await w.read()).text).toBe('one');
});
