import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorOf, s3World } from './support.ts';
import { checked, listed, md5, uploading } from './uploading.ts';

const Bucket = 'models';

test('parts become one object, told by one event', async () => {
  const w = await uploading({ ContentType: 'application/gzip', Metadata: { team: 'ml' }, Tagging: 'a=b' });
  const answers = [await w.part(1, 'one,'), await w.part(2, 'two,'), await w.part(3, 'three')];
  expect(w.events).toEqual([]);
  expect((await errorOf(w.read())).name).toBe('NoSuchKey');

  const made = await w.complete(listed(answers));
  // The MD5 of the parts' MD5s, and how many they are.
  const etag = `${md5(Buffer.concat(['one,', 'two,', 'three'].map(md5))).toString('hex')}-3`;
  expect(made).toMatchObject({ Bucket, Key: 'big', ETag: `"${etag}"`, VersionId: expect.any(String) });
  expect(await w.read()).toMatchObject({
    text: 'one,two,three',
    ETag: `"${etag}"`,
    VersionId: made.VersionId,
    ContentType: 'application/gzip',
    Metadata: { team: 'ml' },
    TagCount: 1,
  });
  expect(w.events).toMatchObject([
    {
      detailType: 'Object Created',
      detail: {
        object: { key: 'big', size: 13, etag, 'version-id': made.VersionId, sequencer: expect.any(String) },
        reason: 'CompleteMultipartUpload',
      },
    },
  ]);
  expect((await errorOf(w.complete(listed(answers)))).name).toBe('NoSuchUpload');
});

test('any parts in any order of arrival, some sent twice, give their bytes in the order of their numbers', async () => {
  const parts = fc.uniqueArray(
    fc.record({ number: fc.integer({ min: 1, max: 10_000 }), text: fc.string() }),
    {
      selector: ({ number }) => number,
      minLength: 1,
      maxLength: 8,
    },
  );
  await fc.assert(
    fc.asyncProperty(parts, fc.string(), async (sent, first) => {
      const w = await uploading({}, 0);
      await w.part(sent[0]?.number ?? 1, first);
      for (const { number, text } of sent) await w.part(number, text);
      const ordered = sent.toSorted((a, b) => a.number - b.number);
      const { ETag } = await w.complete(
        ordered.map(({ number, text }) => ({ PartNumber: number, ...checked(text) })),
      );
      const { text, ETag: told } = await w.read();
      expect(text).toBe(ordered.map((one) => one.text).join(''));
      expect([told, ETag?.slice(-3)]).toEqual([ETag, `-${sent.length}"`]);
    }),
    { numRuns: 25 },
  );
});

test('completing is refused if the parts are not those that were sent', async () => {
  const w = await uploading({}, 3);
  const [one, two] = [await w.part(1, 'one'), await w.part(2, 'two')];
  const [first, second] = listed([one, two]);
  if (first === undefined || second === undefined) throw new Error('two parts were sent');
  const refusalOf = async (parts: Parameters<typeof w.complete>[0], more = {}) =>
    (await errorOf(w.complete(parts, more))).name;
  expect(await refusalOf([])).toBe('MalformedXML');
  expect(await refusalOf([second, first])).toBe('InvalidPartOrder');
  expect(await refusalOf([first, first])).toBe('InvalidPartOrder');
  expect(await refusalOf([first, { ...second, ETag: one.ETag }])).toBe('InvalidPart');
  expect(await refusalOf([first, { ...second, PartNumber: 3 }])).toBe('InvalidPart');
  expect(await refusalOf([first, second], { MpuObjectSize: 7 })).toBe('InvalidRequest');
  expect(await refusalOf([first, { PartNumber: 2, ETag: two.ETag }])).toBe('InvalidRequest');
  expect(await refusalOf([first, second], { UploadId: 'other' })).toBe('NoSuchUpload');
  expect(w.events).toEqual([]);
  // After all of it, the upload goes on.
  expect(await w.complete([first, second], { MpuObjectSize: 6 })).toMatchObject({ Key: 'big' });
});

test('a part that is too small is refused unless it is the last', async () => {
  const w = await uploading({}, 4);
  const answers = [await w.part(1, 'one'), await w.part(2, 'two')];
  expect(await errorOf(w.complete(listed(answers)))).toMatchObject({
    name: 'EntityTooSmall',
    message: 'Your proposed upload is smaller than the minimum allowed size',
  });
  const larger = [await w.part(1, 'one!'), answers[1] ?? {}];
  await w.complete(listed(larger));
  expect((await w.read()).text).toBe('one!two');
});

test('5 MiB is the least by default: a byte less is refused', async () => {
  const least = 5 * 1024 * 1024;
  for (const [size, outcome] of [
    [least - 1, 'EntityTooSmall'],
    [least, undefined],
  ] as const) {
    const w = await uploading({}, least);
    const answers = [await w.part(1, 'x'.repeat(size)), await w.part(2, 'y')];
    const refused = await w.complete(listed(answers)).then(
      () => undefined,
      (error: Error) => error.name,
    );
    expect(refused).toBe(outcome);
  }
});

test('parts are copied from objects: whole, a range, or a version', async () => {
  const w = await uploading({ ChecksumAlgorithm: 'CRC64NVME' });
  const old = await w.s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }));
  await w.s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: 'abc' }));
  const copy = (PartNumber: number, more: object) =>
    w.s3.send(
      new UploadPartCopyCommand({
        ...w.where,
        UploadId: w.UploadId,
        PartNumber,
        CopySource: 'models/source',
        ...more,
      }),
    );
  const CopySource = `models/source?versionId=${old.VersionId}`;
  const answers = [
    await copy(1, {}),
    await copy(2, { CopySource, CopySourceRange: 'bytes=2-4' }),
    await copy(3, { CopySource, CopySourceIfMatch: old.ETag }),
  ];
  expect(answers[1]).toMatchObject({
    CopySourceVersionId: old.VersionId,
    CopyPartResult: { ETag: `"${md5('234').toString('hex')}"` },
  });
  for (const CopySourceRange of ['bytes=8-10', 'bytes=-3', 'bytes=4-2', 'all']) {
    expect((await errorOf(copy(4, { CopySource, CopySourceRange }))).name).toBe('InvalidArgument');
  }
  expect((await errorOf(copy(4, { CopySource, CopySourceIfNoneMatch: '*' }))).name).toBe(
    'PreconditionFailed',
  );
  await w.complete(
    answers.map(({ CopyPartResult }, n) => ({ PartNumber: n + 1, ETag: CopyPartResult?.ETag })),
  );
  expect((await w.read()).text).toBe('abc2340123456789');
});

test('a copy of what came in parts is one upload: its ETag is the MD5, its checksum that of the whole', async () => {
  const w = await uploading();
  await w.complete(listed([await w.part(1, 'one'), await w.part(2, 'two')]));
  const copied = await w.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'models/big' }));
  expect(copied.CopyObjectResult).toMatchObject({
    ETag: `"${md5('onetwo').toString('hex')}"`,
    ChecksumType: 'FULL_OBJECT',
    ChecksumCRC32: checked('onetwo').ChecksumCRC32,
  });
});

test('an aborted upload is gone', async () => {
  const w = await uploading();
  await w.part(1, 'one');
  await w.s3.send(new AbortMultipartUploadCommand({ ...w.where, UploadId: w.UploadId }));
  for (const work of [
    w.part(2, 'two'),
    w.complete([{ PartNumber: 1, ETag: 'x' }]),
    w.s3.send(new ListPartsCommand({ ...w.where, UploadId: w.UploadId })),
    w.s3.send(new AbortMultipartUploadCommand({ ...w.where, UploadId: w.UploadId })),
  ]) {
    expect((await errorOf(work)).name).toBe('NoSuchUpload');
  }
});

test('ListParts gives the parts by number, a page at a time', async () => {
  const w = await uploading();
  for (const number of [3, 1, 7]) await w.part(number, `part ${number}`);
  const list = (more: object) =>
    w.s3.send(new ListPartsCommand({ ...w.where, UploadId: w.UploadId, ...more }));
  const page = await list({ MaxParts: 2 });
  expect(page.Parts).toMatchObject([
    {
      PartNumber: 1,
      Size: 6,
      ETag: `"${md5('part 1').toString('hex')}"`,
      LastModified: new Date(w.clock.now()),
    },
    { PartNumber: 3 },
  ]);
  expect([page.IsTruncated, page.NextPartNumberMarker]).toEqual([true, '3']);
  const rest = await list({ PartNumberMarker: page.NextPartNumberMarker });
  expect([rest.Parts?.map(({ PartNumber }) => PartNumber), rest.IsTruncated]).toEqual([[7], false]);
});

test('ListMultipartUploads gives what goes on, by key, a page at a time', async () => {
  const { s3 } = s3World();
  const ids: Record<string, string | undefined> = {};
  for (const name of ['b/1', 'a', 'b/1 ', 'c']) {
    ids[name] = (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: name.trim() }))).UploadId;
  }
  const list = (more: object = {}) => s3.send(new ListMultipartUploadsCommand({ Bucket, ...more }));
  const all = [];
  for (let next: object | undefined = {}; next !== undefined; ) {
    const page: Awaited<ReturnType<typeof list>> = await list({ MaxUploads: 1, ...next });
    all.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId));
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
      : undefined;
  }
  expect(all).toEqual([ids.a, ids['b/1'], ids['b/1 '], ids.c]);
  const rolledUp = await list({ Delimiter: '/' });
  expect(rolledUp.Uploads?.map(({ Key }) => Key)).toEqual(['a', 'c']);
  expect(rolledUp.CommonPrefixes).toEqual([{ Prefix: 'b/' }]);
  expect((await list({ Prefix: 'b/' })).Uploads).toHaveLength(2);
});

test('part numbers are 1 to 10,000', async () => {
  const w = await uploading();
  for (const number of [0, 10_001]) expect((await errorOf(w.part(number, 'x'))).name).toBe('InvalidArgument');
  await w.part(10_000, 'x');
});

test('AWS takes a deletion since the upload began for a conflict, where it is completed only if there is no object', async () => {
  const w = await uploading();
  await w.s3.send(new PutObjectCommand({ ...w.where, Body: 'there' }));
  const parts = listed([await w.part(1, 'one')]);
  expect(await errorOf(w.complete(parts, { IfNoneMatch: '*' }))).toMatchObject({
    name: 'PreconditionFailed',
    Condition: 'If-None-Match',
  });
  await w.s3.send(new DeleteObjectCommand(w.where));
  expect(await errorOf(w.complete(parts, { IfNoneMatch: '*' }))).toMatchObject({
    name: 'ConditionalRequestConflict',
    Condition: 'If-None-Match',
    $metadata: { httpStatusCode: 409 },
  });
  await w.complete(parts);
  expect((await w.read()).text).toBe('one');
});
